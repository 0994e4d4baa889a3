import { useEffect, useLayoutEffect, useState, useSyncExternalStore, type RefObject } from 'react';

/** Below this width a row has two lines or three, and a span covers the tree. Also in the style sheets. */
const NARROW = '(width < 860px)';

/** Whether the window is a narrow one. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches);
}

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', changed);
  return () => { query.removeEventListener('change', changed); };
}

/** Width in pixels of an element, as it changes; 0 before it is laid out. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return undefined;
    setWidth(current.getBoundingClientRect().width);
    const observer = new ResizeObserver(([entry]) => { setWidth(entry?.contentRect.width ?? 0); });
    observer.observe(current);
    return () => { observer.disconnect(); };
  }, [element]);
  return width;
}

/** The time, looked at again after each interval. */
export function useNow(intervalMs: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => { setNow(new Date()); }, intervalMs);
    return () => { clearInterval(timer); };
  }, [intervalMs]);
  return now;
}

/** Names the view in the browser's tab and history. */
export function useTitle(view: string): void {
  useEffect(() => { document.title = `${view} · dspy-otel`; }, [view]);
}
