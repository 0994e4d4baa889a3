import { z } from 'zod';

import { SpanId, SpanKind, StatusCode, TraceId, Usage } from './scalars.ts';

const ComparedSpan = z.object({ id: SpanId, duration_ms: z.number(), status: StatusCode, model: z.string().nullable(), usage: Usage });

/** A text of both; `null` where both say the same. At most 100,000 characters. */
const ComparedText = z.object({ a: z.string(), b: z.string() }).nullable();

/** What differs between two spans at the same place. */
const Difference = z.enum(['status', 'model', 'input', 'output', 'duration', 'tokens', 'cost']);

const ComparedRow = z.object({
  depth: z.number().int(),
  name: z.string(),
  kind: SpanKind,
  /** `null` where the other trace has a span that this one has not. */
  a: ComparedSpan.nullable(),
  b: ComparedSpan.nullable(),
  /** Empty for spans that only one trace has. Durations differ when one takes a tenth more than the other, and a millisecond. */
  differences: z.array(Difference),
  /** What they were given, prompts for instance, and what they answered. */
  input: ComparedText,
  output: ComparedText,
});
export type ComparedRow = z.infer<typeof ComparedRow>;

const ComparedTrace = Usage.extend({ trace_id: TraceId, name: z.string(), duration_ms: z.number(), spans: z.number().int(), errors: z.number().int() });

/** Answer of `GET /api/compare`: both trees laid over each other, in document order. */
export const Comparison = z.object({ a: ComparedTrace, b: ComparedTrace, rows: z.array(ComparedRow) });
export type Comparison = z.infer<typeof Comparison>;
