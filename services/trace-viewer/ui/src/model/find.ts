import type { SpanNode } from '../../../contract/trace.ts';
import { asText } from './attributes.ts';
import { kindOf } from './kinds.ts';
import type { TreeRow } from './tree.ts';

/** What a row's span carries, by the span's id; nothing for those that are not here yet. */
export type Payloads = ReadonlyMap<string, Pick<SpanNode, 'attrs' | 'events'>>;

/** The payloads of a whole trace, whatever its depth. */
export function payloadsOf(roots: readonly SpanNode[]): Payloads {
  const payloads = new Map<string, SpanNode>();
  const pending = [...roots];
  for (let span = pending.pop(); span !== undefined; span = pending.pop()) {
    payloads.set(span.id, span);
    for (const child of span.children) pending.push(child);
  }
  return payloads;
}

/** Rows in which all words of the question are found: in the name, kind, service, model, status message or any value. */
export function findRows(rows: readonly TreeRow[], question: string, payloads: Payloads = new Map()): readonly TreeRow[] {
  const words = question.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  return rows.filter((row) => {
    let left = words;
    for (const text of texts(row, payloads)) {
      const lower = text.toLowerCase();
      left = left.filter((word) => !lower.includes(word));
      if (left.length === 0) return true;
    }
    return false;
  });
}

function* texts({ span }: TreeRow, payloads: Payloads): Generator<string> {
  yield span.name;
  yield span.id;
  yield kindOf(span.kind).label;
  yield span.service;
  yield span.status.message;
  for (const text of [span.model, span.tool]) if (text !== null) yield text;
  const payload = payloads.get(span.id);
  if (payload === undefined) return;
  for (const value of Object.values(payload.attrs)) yield asText(value);
  for (const event of payload.events) {
    yield event.name;
    for (const value of Object.values(event.attrs)) yield asText(value);
  }
}
