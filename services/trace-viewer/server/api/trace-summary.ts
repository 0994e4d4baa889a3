import type { TraceSummary } from '../../contract/trace-list.ts';
import type { TraceHead } from '../store/stored-span.ts';
import { durationMs, toUsage } from './figures.ts';

export function toTraceSummary(head: TraceHead): TraceSummary {
  return {
    trace_id: head.id,
    service: head.service,
    name: head.name,
    kind: head.kind,
    start: String(head.start),
    end: String(head.end),
    duration_ms: durationMs(head.start, head.end),
    spans: head.spans,
    status: head.status,
    errors: head.errors,
    has_root: head.hasRoot,
    input: head.input === '' ? null : head.input,
    output: head.output === '' ? null : head.output,
    models: head.models,
    ...toUsage(head.usage),
  };
}
