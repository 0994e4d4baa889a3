import { McpServer, type CallToolResult } from '@modelcontextprotocol/server';
import { z } from 'zod';

import { SpanId, TraceId } from '../../contract/scalars.ts';
import { Moment, toNanoseconds } from '../../contract/time.ts';
import { readQueryText } from '../api/trace-query.ts';
import { toProblem } from '../http-problem.ts';
import { RequestRefusedError } from '../ingest/request-refused-error.ts';
import type { SpanSelection } from '../store/analysis.ts';
import type { SpanStore } from '../store/span-store.ts';
import type { StoredSpan } from '../store/stored-span.ts';
import { compareTraces } from '../transforms/compare-traces.ts';
import { traceMarkdown } from '../transforms/trace-markdown.ts';
import { whereTimeGoes } from '../transforms/where-time-goes.ts';
import { comparisonLines, operationLines, promptLines, slowestLines, timeLines, traceLines, usageLines } from './report-lines.ts';

const QUERY_HELP = 'Conditions side by side all hold: kind:LLM model:gpt-4o* duration>2s tokens>1000 cost>0.01 status:error name:"LM.__call__" service:x session:x user:x tag:x '
  + 'version:x trace.duration>10s has:error attr.http.status>=400 -status:ok, and words or "phrases" from prompts and answers. A dash excludes; or and ( ) combine.';

const Query = z.string().max(4_000).default('').describe(QUERY_HELP);
const From = Moment.optional().describe('Earliest start: 2026-11-27T18:00:00Z, or nanoseconds since 1970.');
const To = Moment.optional().describe('Latest start, excluded.');
const Id = TraceId.describe('Trace id, 32 hexadecimal digits.');

/** One answer has about this many characters unless more are asked for: it has to fit beside everything else that a model reads. */
const DEFAULT_CHARS = 12_000;

/** Traces for coding agents: read-only tools that answer text. */
export function mcpServer(store: SpanStore, onUnexpected: (error: unknown) => void): McpServer {
  const server = new McpServer({ name: 'dspy-viewer', version: '0.1.0' });
  const answer = async (make: () => Promise<string>): Promise<CallToolResult> => {
    try {
      return { content: [{ type: 'text', text: await make() }] };
    } catch (error) {
      const { message, unexpected } = toProblem(error);
      if (unexpected) onUnexpected(error);
      return { content: [{ type: 'text', text: message }], isError: true };
    }
  };

  server.registerTool('search_traces', {
    description: `Lists traces that a query finds, one a line: id, start, name, status, duration, spans, errors, tokens, cost, beginning of input and output. ${QUERY_HELP}`,
    inputSchema: z.object({
      query: Query, from: From, to: To, sort: z.enum(['start', 'duration', 'tokens', 'cost', 'spans', 'errors']).default('start').describe('Greatest first; start is newest first.'),
      limit: z.number().int().min(1).max(100).default(20),
    }),
    annotations: { readOnlyHint: true },
  }, ({ query, from, to, sort, limit }) => answer(async () => {
    const { traces, next } = await store.list.page({ query: readQueryText(query), sort, limit, from: moment(from), until: moment(to) });
    return [...traceLines(traces), ...(next === undefined ? [] : ['There are more: narrow the query, or raise the limit.'])].join('\n') || 'No trace is found.';
  }));

  server.registerTool('read_trace', {
    description: 'One trace as Markdown: its tree with times, tokens and errors, then what the spans were given and answered. Long texts are shortened; name span ids to read those whole.',
    inputSchema: z.object({
      trace_id: Id, span_ids: z.array(SpanId).max(50).default([]).describe('Only the texts of these spans.'),
      max_chars: z.number().int().min(1_000).max(200_000).default(DEFAULT_CHARS),
    }),
    annotations: { readOnlyHint: true },
  }, ({ trace_id: id, span_ids: spanIds, max_chars: maxChars }) => answer(async () => traceMarkdown(id, await spansOf(store, id), { maxChars, spanIds })));

  server.registerTool('analyze', {
    description: 'Figures over many traces. operations: count, errors, percentiles, tokens, cost per operation. slowest: the spans that took longest. prompts: prompts apart from their data. '
      + 'usage: tokens and cost by model. time: where time goes per program, self time and critical path per operation.',
    inputSchema: z.object({
      what: z.enum(['operations', 'slowest', 'prompts', 'usage', 'time']), query: Query, from: From, to: To,
      span_kind: z.string().max(100).optional().describe('Only spans of this kind, LLM or RETRIEVER for instance.'), limit: z.number().int().min(1).max(100).default(20),
    }),
    annotations: { readOnlyHint: true },
  }, ({ what, query, from, to, span_kind: kind, limit }) => answer(async () => {
    const stored = await store.list.timeRange();
    const selection: SpanSelection = { query: readQueryText(query), from: moment(from) ?? stored.from, until: moment(to) ?? stored.until, kind };
    return (await report(store, what, selection, limit)).join('\n') || 'No span is found.';
  }));

  server.registerTool('compare_traces', {
    description: 'Two traces laid over each other: only what differs, with both texts where prompt or answer do.',
    inputSchema: z.object({ a: Id, b: Id, max_chars: z.number().int().min(1_000).max(200_000).default(DEFAULT_CHARS) }),
    annotations: { readOnlyHint: true },
  }, ({ a, b, max_chars: maxChars }) => answer(async () => {
    const [one, other] = await Promise.all([spansOf(store, a), spansOf(store, b)]);
    return comparisonLines(compareTraces({ id: a, spans: one }, { id: b, spans: other }), maxChars).join('\n');
  }));
  return server;
}

async function report(store: SpanStore, what: 'operations' | 'slowest' | 'prompts' | 'usage' | 'time', selection: SpanSelection, limit: number): Promise<string[]> {
  switch (what) {
    case 'operations': return operationLines(await store.analysis.operations(selection, limit));
    case 'slowest': return slowestLines(await store.analysis.slowest(selection, limit));
    case 'prompts': return promptLines(await store.analysis.prompts(selection, limit));
    case 'usage': return usageLines(await store.analysis.usage(selection, 'model', limit));
    default: return timeLines(whereTimeGoes((await store.analysis.sample(selection)).spans), limit);
  }
}

async function spansOf(store: SpanStore, id: string): Promise<StoredSpan[]> {
  const spans = await store.trace(id);
  if (spans.length === 0) throw new RequestRefusedError(404, `There is no trace ${id}.`);
  return spans;
}

function moment(value: z.infer<typeof From>): bigint | undefined {
  return value === undefined ? undefined : toNanoseconds(value);
}
