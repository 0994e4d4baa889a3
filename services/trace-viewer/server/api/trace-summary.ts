import type { TraceSummary } from '../../contract/trace-list.ts';
import type { TraceHead } from '../store/trace-head.ts';
import { durationMs, told, toUsage } from '../transforms/figures.ts';

export function toTraceSummary(head: TraceHead): TraceSummary {
  return {
    trace_id: head.id,
    service: head.service,
    name: head.name,
    kind: head.kind,
    start: String(head.start),
    end: String(head.end),
    duration_ms: durationMs(head.start, head.end),
    lm_ms: Number(head.lmNs) / 1e6,
    spans: head.spans,
    status: head.status,
    errors: head.errors,
    has_root: head.hasRoot,
    running: head.running,
    pinned: head.pinned,
    input: told(head.input),
    output: told(head.output),
    models: head.models,
    session: told(head.session),
    user: told(head.user),
    program_version: told(head.version),
    tags: head.tags,
    ...toUsage(head.usage),
  };
}
