import { z } from 'zod';

import { Nanoseconds, SpanId, SpanKind, StatusCode, TraceId, Usage } from './scalars.ts';
import { Moment } from './time.ts';
import { TraceFilter } from './trace-filter.ts';

/** Milliseconds; `null` when nothing has ended. */
const Milliseconds = z.number().nullable();

const Figures = z.object({
  count: z.number().int(),
  errors: z.number().int(),
  p50_ms: Milliseconds,
  p95_ms: Milliseconds,
  p99_ms: Milliseconds,
  total_ms: z.number(),
  /** Tokens and cost of calls, each counted once; `null` is "not told", which is not zero. */
  ...Usage.shape,
});

/** Which part of the spans of a filter's traces is looked at. `from` and `to` are about the start of the span. */
const SpanFilter = TraceFilter.extend({
  operation: z.string().min(1).max(1_000).optional(),
  span_kind: z.string().min(1).max(100).optional(),
});

/** Query of `GET /api/analysis/operations`. What is said with `against_` is compared with. */
export const OperationsQuery = SpanFilter.extend({
  /** Only spans of this version of the program. */
  version: z.string().min(1).max(1_000).optional(),
  against_from: Moment.optional(),
  against_to: Moment.optional(),
  against_version: z.string().min(1).max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

const Operation = Figures.extend({
  name: z.string(),
  kind: SpanKind,
  /** The same operation in what it is compared with; `null` when it does not occur there or nothing is compared. */
  against: Figures.nullable(),
});

/** Answer of `GET /api/analysis/operations`: by the time they took, longest first. */
export const Operations = z.object({ operations: z.array(Operation) });

/** Query of `GET /api/analysis/series`. */
export const SeriesQuery = SpanFilter.extend({ steps: z.coerce.number().int().min(1).max(500).default(60) });

/** Answer of `GET /api/analysis/series`: figures over time. Steps without spans are left out. */
export const Series = z.object({ from: Nanoseconds, to: Nanoseconds, step_ns: Nanoseconds, steps: z.array(Figures.extend({ start: Nanoseconds })) });

/** Query of `GET /api/analysis/slowest`: `span_kind=RETRIEVER` or `LLM` for instance. */
export const SlowestQuery = SpanFilter.extend({ limit: z.coerce.number().int().min(1).max(200).default(20) });

/** Answer of `GET /api/analysis/slowest`. */
export const Slowest = z.object({
  spans: z.array(Usage.extend({
    trace_id: TraceId, span_id: SpanId, name: z.string(), kind: SpanKind, service: z.string(), model: z.string().nullable(), start: Nanoseconds, duration_ms: z.number(),
    status: StatusCode, input: z.string().nullable(),
  })),
});

/** Query of `GET /api/analysis/usage`. */
export const UsageQuery = SpanFilter.extend({
  by: z.enum(['model', 'service', 'version', 'day', 'session', 'user', 'program']),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** Answer of `GET /api/analysis/usage`: what calls used, the most expensive first. */
export const UsageReport = z.object({
  rows: z.array(Usage.extend({
    /** Model, service, …; a day as `2026-11-27` (UTC). Empty when nobody told it. */
    key: z.string(),
    calls: z.number().int(),
    errors: z.number().int(),
    /** Parts of the prompt tokens, and of the completion tokens. */
    cache_read_tokens: z.number().nullable(),
    cache_write_tokens: z.number().nullable(),
    reasoning_tokens: z.number().nullable(),
    cache_hits: z.number().int(),
    /** Calls whose cost nobody told: `cost` is without them. */
    calls_without_cost: z.number().int(),
  })),
});

/** Query of `GET /api/analysis/prompts`. */
export const PromptsQuery = SpanFilter.extend({ limit: z.coerce.number().int().min(1).max(500).default(100) });

/** Answer of `GET /api/analysis/prompts`: prompts apart from their data, the most used first. */
export const Prompts = z.object({
  prompts: z.array(Figures.extend({
    /** `SkeletonSpan.prompt_key`. */
    key: z.string(),
    models: z.array(z.string()),
    first_used: Nanoseconds,
    last_used: Nanoseconds,
    /** The outermost CHAIN or AGENT around the last call, and what called the model; `null` when there is no such span. */
    program: z.string().nullable(),
    caller: z.string().nullable(),
    /** Calls of it that ended because the model had no more tokens to answer. */
    cut_off: z.number().int(),
    /** Calls whose answer could not be read, by `dspy.parse_failure` events. */
    unreadable: z.number().int(),
    /** The last call, to look at. */
    trace_id: TraceId,
    span_id: SpanId,
  })),
});

/** Query of `GET /api/analysis/prompt-calls`. */
export const PromptCallsQuery = SpanFilter.extend({
  /** `key` of a prompt. */
  prompt: z.string().regex(/^[1-9]\d{0,19}$/, 'expected the key of a prompt'),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});

/** Answer of `GET /api/analysis/prompt-calls`: the newest first. */
export const PromptCalls = z.object({
  calls: z.array(Usage.extend({
    trace_id: TraceId, span_id: SpanId, model: z.string().nullable(), start: Nanoseconds, duration_ms: z.number(), status: StatusCode, input: z.string().nullable(), output: z.string().nullable(),
  })),
});

/** What figures were computed from: traces are taken at random until some ten thousand spans are read. */
const Sample = z.object({ traces: z.number().int(), spans: z.number().int(), /** One of so many traces was looked at. */ one_of: z.number().int() });

/** Query of `GET /api/analysis/time`. */
export const TimeQuery = TraceFilter;

const TimeShare = z.object({ lm_ms: z.number(), retrieval_ms: z.number(), tool_ms: z.number(), own_ms: z.number() });

/** Answer of `GET /api/analysis/time`: where time goes. */
export const TimeReport = z.object({
  sample: Sample,
  /** A program is the outermost CHAIN or AGENT of a trace. Means per trace; side by side, work adds up to more than the duration. */
  programs: z.array(TimeShare.extend({ program: z.string(), traces: z.number().int(), duration_ms: z.number() })),
  operations: z.array(z.object({
    name: z.string(),
    kind: SpanKind,
    count: z.number().int(),
    /** In which no child ran, added up. */
    self_ms: z.number(),
    /** In which the end of its trace waited for it, added up, and the share of all. */
    critical_ms: z.number(),
    critical_share: z.number(),
  })),
});
