const LONGEST = 1000;

/**
 * A value of the caller's as it is shown back: whole when it is small, cut otherwise. Answers to bad input stay small
 * and can always be written, whatever came in.
 */
export function shownInput(value: unknown): unknown {
  if (typeof value === 'string') return value.length <= LONGEST ? value : `${value.slice(0, LONGEST)}…`;
  if (typeof value !== 'object' || value === null) return value;
  try {
    const text = JSON.stringify(value);
    return text.length <= LONGEST ? value : `${text.slice(0, LONGEST)}…`;
  } catch {
    return '…';
  }
}
