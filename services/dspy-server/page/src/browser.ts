import { useEffect, useEffectEvent, useState } from 'react';

/** Does something now and again after each interval, but not while nobody sees the page. */
export function usePolling(look: () => void, everyMs: number): void {
  const lookNow = useEffectEvent(look);
  useEffect(() => {
    const lookIfSeen = (): void => {
      if (!document.hidden) lookNow();
    };
    lookIfSeen();
    const timer = setInterval(lookIfSeen, everyMs);
    document.addEventListener('visibilitychange', lookIfSeen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookIfSeen);
    };
  }, [everyMs]);
}

/** The part of the address after `#`, as it changes. */
export function useHash(): string {
  const [hash, setHash] = useState(() => window.location.hash);
  useEffect(() => {
    const changed = (): void => { setHash(window.location.hash); };
    window.addEventListener('hashchange', changed);
    return () => { window.removeEventListener('hashchange', changed); };
  }, []);
  return hash;
}

/** What this browser remembers; `null` when it remembers nothing, or may not. */
export function remembered(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Larger texts are not worth the room: storage has about five million characters. */
const MOST_CHARACTERS = 200_000;

/** Remembers a text for the next visit, if that is allowed and it is not too long. */
export function remember(key: string, text: string): void {
  try {
    if (text.length <= MOST_CHARACTERS) window.localStorage.setItem(key, text);
  } catch {
    // Storage may be forbidden or full; then it holds until the page is left.
  }
}
