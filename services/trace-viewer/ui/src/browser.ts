import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';

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

/** Whether an element has come into sight, or nearly; it stays true. */
export function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null || seen) return undefined;
    const observer = new IntersectionObserver((entries) => { if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true); }, { rootMargin: '600px' });
    observer.observe(current);
    return () => { observer.disconnect(); };
  }, [element, seen]);
  return seen;
}

/** The time, looked at again after each interval; `null` does not look again. */
export function useNow(intervalMs: number | null): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (intervalMs === null) return undefined;
    const timer = setInterval(() => { setNow(new Date()); }, intervalMs);
    return () => { clearInterval(timer); };
  }, [intervalMs]);
  return now;
}

/**
 * The newest `callback` under an identity that never changes, for rows that are drawn again only when they change. Not to
 * be called while rendering.
 */
export function useStable<Args extends readonly unknown[]>(callback: (...args: Args) => void): (...args: Args) => void {
  const newest = useRef(callback);
  useLayoutEffect(() => { newest.current = callback; });
  return useCallback((...args: Args) => { newest.current(...args); }, []);
}

/** Names the view in the browser's tab and history. */
export function useTitle(view: string): void {
  useEffect(() => { document.title = `${view} · dspy-otel`; }, [view]);
}
