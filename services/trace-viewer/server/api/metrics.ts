import type { Context } from 'koa';

import type { AppDeps } from './app-deps.ts';

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  /** By labels as they are written, `{status="429"}`; '' for a value without any. */
  readonly values: readonly (readonly [labels: string, value: number])[];
}

/** Answers `/metrics` in Prometheus' text format: what came in since the start, and how much is stored. */
export async function showMetrics(ctx: Context, { store, intake, streams }: AppDeps): Promise<void> {
  const { counters } = intake;
  const { traces, spans } = await store.stats();
  const metrics: Metric[] = [
    { name: 'dspy_viewer_spans_accepted_total', type: 'counter', help: 'Spans that were acknowledged.', values: [['', counters.acceptedSpans]] },
    { name: 'dspy_viewer_spans_rejected_total', type: 'counter', help: 'Spans whose ids cannot identify one.', values: [['', counters.rejectedSpans]] },
    { name: 'dspy_viewer_spans_truncated_total', type: 'counter', help: 'Accepted spans of which something was cut to a limit.', values: [['', counters.truncatedSpans]] },
    {
      name: 'dspy_viewer_requests_refused_total', type: 'counter', help: 'Requests with spans of which nothing was stored, by status.',
      values: Array.from(counters.refusedRequests, ([status, count]) => [`{status="${status}"}`, count] as const),
    },
    { name: 'dspy_viewer_stored_spans', type: 'gauge', help: 'Spans that are stored.', values: [['', spans]] },
    { name: 'dspy_viewer_stored_traces', type: 'gauge', help: 'Traces that are stored.', values: [['', traces]] },
    { name: 'dspy_viewer_event_streams', type: 'gauge', help: 'Clients that listen to events.', values: [['', streams.size]] },
    { name: 'process_resident_memory_bytes', type: 'gauge', help: 'Memory of the viewer without its engine.', values: [['', process.memoryUsage.rss()]] },
  ];
  ctx.set('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
  ctx.body = metrics.map(({ name, type, help, values }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${values.map(([labels, value]) => `${name}${labels} ${value}\n`).join('')}`).join('');
}
