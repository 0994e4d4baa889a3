import { useState } from 'react';

/** State that this browser remembers. A text that `accept` refuses, as after a change of the page, is forgotten. */
export function useStored<T extends string>(key: string, initial: T, accept: (text: string) => text is T): readonly [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => {
    const text = read(key);
    return text !== null && accept(text) ? text : initial;
  });
  const store = (next: T): void => {
    setValue(next);
    try {
      window.localStorage.setItem(key, next);
    } catch {
      // Storage may be forbidden; then the choice holds until the page is left.
    }
  };
  return [value, store];
}

function read(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}
