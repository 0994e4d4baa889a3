import type { ComparedRow, Comparison } from '../../contract/comparison.ts';
import type { JsonObject } from '../../contract/conversation/json.ts';
import { durationMs, toUsage, totalUsage, traceFigures } from './figures.ts';
import type { StoredSpan } from '../store/stored-span.ts';
import { alignTrees } from './align-trees.ts';
import { leadingSpan, orderSpans } from './order-spans.ts';
import { spanTexts, type SpanTexts } from './span-texts.ts';

const MAX_TEXT = 100_000;
const NO_TEXTS: SpanTexts = { input: '', output: '' };

interface ComparableTrace {
  readonly id: string;
  readonly spans: readonly StoredSpan[];
}

/** Lays two traces over each other and tells what differs. */
export function compareTraces(a: ComparableTrace, b: ComparableTrace): Comparison {
  return { a: totals(a), b: totals(b), rows: alignTrees(a.spans, b.spans).map((pair) => toRow(pair)) };
}

function totals({ id, spans }: ComparableTrace): Comparison['a'] {
  const { duration_ms, errors } = traceFigures(spans);
  return { trace_id: id, name: leadingSpan(orderSpans(spans))?.name ?? '', duration_ms, spans: spans.length, errors, ...totalUsage(spans) };
}

function toRow({ depth, a, b }: { depth: number; a: StoredSpan | undefined; b: StoredSpan | undefined }): ComparedRow {
  const shown = a ?? b;
  const [one, other] = [a, b].map((span) => (span === undefined ? NO_TEXTS : textsOf(span)));
  const row = { depth, name: shown?.name ?? '', kind: shown?.kind ?? '', a: toSpan(a), b: toSpan(b), input: different(one?.input, other?.input), output: different(one?.output, other?.output) };
  return { ...row, differences: a === undefined || b === undefined ? [] : differences(a, b, row) };
}

function toSpan(span: StoredSpan | undefined): ComparedRow['a'] {
  return span === undefined ? null : { id: span.id, duration_ms: durationMs(span.start, span.end), status: span.status, model: span.model, usage: toUsage(span.usage) };
}

function textsOf({ attributes, events }: StoredSpan): SpanTexts {
  return spanTexts(attributes as JsonObject, events.map(({ name, attributes: values }) => ({ name, attributes: values as JsonObject })));
}

function different(a = '', b = ''): ComparedRow['input'] {
  return a === b ? null : { a: a.slice(0, MAX_TEXT).toWellFormed(), b: b.slice(0, MAX_TEXT).toWellFormed() };
}

function differences(a: StoredSpan, b: StoredSpan, { input, output }: Pick<ComparedRow, 'input' | 'output'>): ComparedRow['differences'] {
  const [one, other] = [durationMs(a.start, a.end), durationMs(b.start, b.end)];
  const found: [ComparedRow['differences'][number], boolean][] = [
    ['status', a.status !== b.status],
    ['model', a.model !== b.model],
    ['input', input !== null],
    ['output', output !== null],
    ['duration', Math.abs(one - other) > Math.max(1, 0.1 * Math.min(one, other))],
    ['tokens', a.usage.totalTokens !== b.usage.totalTokens],
    ['cost', a.usage.cost !== b.usage.cost],
  ];
  return found.filter(([, differs]) => differs).map(([name]) => name);
}
