import { asText } from './attributes.ts';
import { drawnKind, kindOf } from './kinds.ts';
import type { TreeRow } from './tree.ts';

/** Rows in which all words of the question are found: in the name, kind, service, model, status message or any value. */
export function findRows(rows: readonly TreeRow[], question: string): readonly TreeRow[] {
  const words = question.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  return rows.filter((row) => {
    let left = words;
    for (const text of texts(row)) {
      const lower = text.toLowerCase();
      left = left.filter((word) => !lower.includes(word));
      if (left.length === 0) return true;
    }
    return false;
  });
}

function* texts({ span }: TreeRow): Generator<string> {
  yield span.name;
  yield span.id;
  yield kindOf(drawnKind(span)).label;
  yield span.service;
  if (span.model !== null) yield span.model;
  yield span.status.message;
  for (const value of Object.values(span.attrs)) yield asText(value);
  for (const event of span.events) {
    yield event.name;
    for (const value of Object.values(event.attrs)) yield asText(value);
  }
}
