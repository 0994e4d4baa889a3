import type { Comparison } from '../../contract/comparison.ts';
import type { Analysis, Figures } from '../store/analysis.ts';
import type { Usage } from '../store/columns.ts';
import type { TraceHead } from '../store/trace-head.ts';
import type { OperationTime, ProgramTime } from '../transforms/where-time-goes.ts';

// Reports as lines of text: fewer tokens than JSON, and nothing that repeats.

const NAME_LENGTH = 80;
const PREVIEW_LENGTH = 120;

export function traceLines(traces: readonly TraceHead[]): string[] {
  return traces.map(({ id, start, end, name, service, status, spans, errors, usage, input, output, running }) => [
    id, new Date(Number(start / 1_000_000n)).toISOString(), `${line(name)} (${line(service)})`, running ? 'running' : status, ms(Number(end - start)), `${spans} spans`,
    errors === 0 ? '' : `${errors} errors`, ...usageWords(usage), input === '' ? '' : `in: ${line(input, PREVIEW_LENGTH)}`, output === '' ? '' : `out: ${line(output, PREVIEW_LENGTH)}`,
  ].filter((word) => word !== '').join(' | '));
}

export function operationLines(operations: readonly (Figures & { name: string; kind: string })[]): string[] {
  return operations.map((operation) => `${line(operation.name)} (${line(operation.kind)}) | ${figureWords(operation)}`);
}

export function slowestLines(spans: Awaited<ReturnType<Analysis['slowest']>>): string[] {
  return spans.map(({ traceId, spanId, name, kind, model, durationNs, status, usage, input }) => [
    ms(durationNs), `${line(name)} (${line(kind)})`, model === '' ? '' : line(model), status, ...usageWords(usage), `trace ${traceId} span ${spanId}`, input === '' ? '' : `in: ${line(input, PREVIEW_LENGTH)}`,
  ].filter((word) => word !== '').join(' | '));
}

export function promptLines(prompts: Awaited<ReturnType<Analysis['prompts']>>): string[] {
  return prompts.map((prompt) => `prompt ${prompt.key} | ${prompt.models.map((model) => line(model)).join(', ')} | ${figureWords(prompt)} | cut off ${prompt.cutOff} | last: trace ${prompt.traceId} span ${prompt.spanId}`);
}

export function usageLines(rows: Awaited<ReturnType<Analysis['usage']>>): string[] {
  return rows.map(({ key, calls, errors, usage, callsWithoutCost, cacheHits }) => [
    line(key) || '(not told)', `${calls} calls`, `${errors} errors`, ...usageWords(usage), callsWithoutCost === 0 ? '' : `${callsWithoutCost} calls told no cost`, cacheHits === 0 ? '' : `${cacheHits} from a cache`,
  ].filter((word) => word !== '').join(' | '));
}

export function timeLines({ traces, programs, operations }: { traces: number; programs: readonly ProgramTime[]; operations: readonly OperationTime[] }, limit: number): string[] {
  if (traces === 0) return [];
  const critical = operations.reduce((sum, operation) => sum + operation.critical, 0) || 1;
  return [
    `Means per trace, of ${traces} traces:`,
    ...programs.slice(0, limit).map(({ program, traces: count, duration, lm, retrieval, tool, own }) =>
      `${line(program)} | ${count} traces | ${ms(duration / count)} | models ${ms(lm / count)} | retrieval ${ms(retrieval / count)} | tools ${ms(tool / count)} | own code ${ms(own / count)}`),
    'Share of the critical path, and self time in all:',
    ...operations.slice(0, limit).map(({ name, kind, count, self, critical: waited }) => `${Math.round((100 * waited) / critical)} % | ${line(name)} (${line(kind)}) | ${count} spans | self ${ms(self)}`),
  ];
}

export function comparisonLines({ a, b, rows }: Comparison, maxChars: number): string[] {
  const differing = rows.filter((row) => row.a === null || row.b === null || row.differences.length > 0);
  const head = [totalLine('a', a), totalLine('b', b), `${rows.length - differing.length} spans are alike, ${differing.length} differ:`];
  const texts = differing.flatMap(({ input, output }) => [input, output]).filter((text) => text !== null).length * 2;
  const limit = Math.max(200, Math.floor((maxChars * 0.7) / Math.max(1, texts)));
  const lines: string[] = [];
  let length = 0;
  for (const [index, row] of differing.entries()) {
    const next = differenceLines(row, limit);
    length += next.reduce((sum, each) => sum + each.length + 1, 0);
    if (length > maxChars) return [...head, ...lines, `… ${differing.length - index} more are left out.`];
    lines.push(...next);
  }
  return [...head, ...lines];
}

function differenceLines({ depth, name, kind, a, b, differences, input, output }: Comparison['rows'][number], limit: number): string[] {
  const indent = '  '.repeat(Math.min(depth, 20));
  const title = `${indent}${line(name)} (${line(kind)})`;
  if (a === null || b === null) return [`${title} | only in ${a === null ? 'b' : 'a'}`];
  const figures = differences.map((what) => {
    switch (what) {
      case 'status': return `status ${a.status} → ${b.status}`;
      case 'model': return `model ${a.model} → ${b.model}`;
      case 'duration': return `${ms(a.duration_ms * 1e6)} → ${ms(b.duration_ms * 1e6)}`;
      case 'tokens': return `tokens ${a.usage.total_tokens} → ${b.usage.total_tokens}`;
      case 'cost': return `cost ${a.usage.cost} → ${b.usage.cost}`;
      default: return what;
    }
  });
  const texts = [['input', input] as const, ['output', output] as const].flatMap(([what, text]) =>
    text === null ? [] : [`${indent}  ${what} a: ${line(text.a, limit)}`, `${indent}  ${what} b: ${line(text.b, limit)}`]);
  return [`${title} | ${figures.join(', ')}`, ...texts];
}

function totalLine(which: string, { trace_id: id, name, duration_ms, spans, errors, total_tokens, cost }: Comparison['a']): string {
  return `${which}: ${id} ${line(name)} | ${ms(duration_ms * 1e6)} | ${spans} spans | ${errors} errors | tokens ${total_tokens ?? 'not told'} | cost ${cost ?? 'not told'}`;
}

function figureWords({ count, errors, p50Ns, p95Ns, p99Ns, usage }: Figures): string {
  const times = p50Ns === null ? [] : [`p50 ${ms(p50Ns)}`, `p95 ${ms(p95Ns ?? 0)}`, `p99 ${ms(p99Ns ?? 0)}`];
  return [`${count} times`, `${errors} errors`, ...times, ...usageWords(usage)].join(' | ');
}

function usageWords({ totalTokens, cost }: Usage): string[] {
  return [...(totalTokens === null ? [] : [`${totalTokens} tokens`]), ...(cost === null ? [] : [`$${Number(cost.toPrecision(3))}`])];
}

function ms(nanoseconds: number): string {
  return `${Number((nanoseconds / 1e6).toPrecision(3))} ms`;
}

/** Text of a trace on one line. */
function line(text: string, length = NAME_LENGTH): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return (flat.length <= length ? flat : `${flat.slice(0, length - 1)}…`).toWellFormed();
}
