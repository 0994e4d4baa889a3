import { useSyncExternalStore } from 'react';

const KEY = 'viewer.compare';
const CHANGED = 'viewer:picked';
const MOST = 2;

/** Used where this browser lets nothing be stored. */
let unstored = '';

export interface Picks {
  /** Ids of the traces that are to be compared, in the order in which they were picked. */
  readonly picks: readonly string[];
  /** Picks a trace, or lets go of it. Of more than two the first is let go of. */
  readonly togglePick: (traceId: string) => void;
  readonly clearPicks: () => void;
}

/** The traces that were picked for comparison, in any list and in any tab of this browser. */
export function usePicks(): Picks {
  const text = useSyncExternalStore(subscribe, read);
  return { picks: parsePicks(text), togglePick, clearPicks };
}

/** Two ids at most, whatever was stored. */
export function parsePicks(text: string): readonly string[] {
  return text.split(' ').filter((id) => /^[0-9a-f]{32}$/.test(id)).slice(-MOST);
}

/** The picks with the trace in or out. */
export function toggled(picks: readonly string[], traceId: string): readonly string[] {
  return picks.includes(traceId) ? picks.filter((id) => id !== traceId) : [...picks, traceId].slice(-MOST);
}

function togglePick(traceId: string): void {
  write(toggled(parsePicks(read()), traceId).join(' '));
}

function clearPicks(): void {
  write('');
}

function read(): string {
  try {
    return window.localStorage.getItem(KEY) ?? '';
  } catch {
    return unstored;
  }
}

function write(text: string): void {
  unstored = text;
  try {
    window.localStorage.setItem(KEY, text);
  } catch {
    // Storage may be forbidden; then the picks are those of this page.
  }
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  window.addEventListener('storage', changed);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener('storage', changed);
  };
}
