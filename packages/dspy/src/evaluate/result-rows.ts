import { Example } from '../prediction/example.ts';
import type { EvaluationResult } from './evaluation-result.ts';

/** A row of a table of results: values by column. */
export type Row = Readonly<Record<string, unknown>>;

/** Results as rows: the example's and the prediction's fields, with a prefix where both have the name, and the score. */
export function rowsOf({ results }: EvaluationResult, scoreColumn: string): Row[] {
  return results.map(([example, prediction, score]) => {
    const [given, said] = [example.toDict(), new Example(prediction.toJSON()).toDict()];
    return Object.fromEntries([...renamed(given, said, 'example'), ...renamed(said, given, 'pred'), [scoreColumn, score]]);
  });
}

function renamed(values: Row, other: Row, prefix: string): [string, unknown][] {
  return Object.entries(values).map(([name, value]) => [Object.hasOwn(other, name) ? `${prefix}_${name}` : name, value]);
}

/** Every column of any row, in the order in which they turn up; the score is the last. */
export function columnsOf(rows: readonly Row[], scoreColumn: string): string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  names.delete(scoreColumn);
  return [...names, scoreColumn];
}

/** A value as text: JSON for what has structure. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Rows as CSV (RFC 4180) with a header. */
export function toCsv(rows: readonly Row[], columns: readonly string[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellText(row[column])))];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
