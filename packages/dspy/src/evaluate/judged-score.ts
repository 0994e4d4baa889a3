import { InputError } from '../errors.ts';
import { pythonJson } from '../signature/python-json.ts';
import type { Score } from './metric.ts';
import type { Trace } from '../module/trace.ts';

/** The harmonic mean of two shares; what a model gives outside 0 to 1 counts as the nearest of these. */
export function harmonicMean(one: number, other: number): number {
  const [a, b] = [one, other].map((share) => Math.max(0, Math.min(1, share))) as [number, number];
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}

/** The score itself, or, for an optimizer, whether it is good enough. */
export function judgedScore(score: number, threshold: number, trace: Trace | undefined): Score {
  return trace === undefined ? score : score >= threshold;
}

/** A field as text for a judge; what is no text is shown as JSON. @throws {InputError} when there is none. */
export function textOf(record: { get(name: string): unknown }, name: string, owner: string): string {
  const value = record.get(name);
  if (typeof value === 'string') return value;
  if (value !== undefined && value !== null) return pythonJson(value);
  const message = `${owner} has to have "${name}" for this metric`;
  throw new InputError(message, [{ path: [name], expected: 'str', message }]);
}
