import { COMPARABLES, type Comparable } from './query-fields.ts';

/** Nanoseconds a unit has; a duration without one is in milliseconds. */
const NANOSECONDS: ReadonlyMap<string, number> = new Map([['ns', 1], ['us', 1e3], ['µs', 1e3], ['ms', 1e6], ['', 1e6], ['s', 1e9], ['m', 6e10], ['min', 6e10], ['h', 3.6e12], ['d', 8.64e13]]);
const MULTIPLES: ReadonlyMap<string, number> = new Map([['', 1], ['k', 1e3], ['m', 1e6], ['g', 1e9]]);

const NUMBER = /^\$?(-?\d+(?:_\d+)*(?:\.\d*)?|-?\.\d+)(?:e([+-]?\d{1,3}))?\s*([a-zµ]*)\$?$/i;

/** What values of a field look like, for people. */
export function expectedValue(field: Comparable): string {
  switch (COMPARABLES[field].unit) {
    case 'ms': return 'a duration such as 300ms, 2s or 1.5m';
    case '$': return 'an amount such as 0.01';
    default: return 'a number such as 1000 or 1.5k';
  }
}

/** A number as it was written for this field: durations in nanoseconds. `undefined` when it is none. */
export function readNumber(field: Comparable, text: string): number | undefined {
  const [, digits, exponent = '0', unit = ''] = NUMBER.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const factor = (COMPARABLES[field].unit === 'ms' ? NANOSECONDS : MULTIPLES).get(unit.toLowerCase());
  const value = Number(`${digits.replaceAll('_', '')}e${exponent}`) * (factor ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}
