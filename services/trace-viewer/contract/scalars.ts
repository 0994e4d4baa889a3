import { z } from 'zod';

/** Nanoseconds since 1970-01-01T00:00:00Z as a decimal string: a JSON number cannot hold them exactly. */
export const Nanoseconds = z.string().regex(/^\d{1,20}$/, 'expected nanoseconds as a decimal string');
export type Nanoseconds = z.infer<typeof Nanoseconds>;

/** 16 bytes as 32 lower-case hexadecimal digits. */
export const TraceId = z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 lower-case hexadecimal digits');
export type TraceId = z.infer<typeof TraceId>;

/** 8 bytes as 16 lower-case hexadecimal digits. */
export const SpanId = z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 lower-case hexadecimal digits');
export type SpanId = z.infer<typeof SpanId>;

export const StatusCode = z.enum(['unset', 'ok', 'error']);
export type StatusCode = z.infer<typeof StatusCode>;

/**
 * A span's kind: OpenInference's word in upper case (`LLM`, `TOOL`, …) whatever the source calls it, or, for a span that tells none, the
 * OpenTelemetry kind in lower case. Any other text is possible: it comes from the sender.
 */
export const SpanKind = z.string();
export type SpanKind = z.infer<typeof SpanKind>;

/** The kinds that OpenTelemetry names, as this API spells them. */
export const OTEL_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/**
 * Attributes as they were sent, under their flat names (`llm.input_messages.0.message.role`). Integers beyond ±2^53 come
 * as decimal strings, doubles that JSON cannot say as `{ "double": "NaN" }` (or `Infinity`, `-Infinity`), bytes as
 * `{ "base64": "…" }`, and a map of one entry that could be taken for one of these with a `~` before its key.
 */
export const Attributes = z.record(z.string(), z.json());
export type Attributes = z.infer<typeof Attributes>;
export type AttributeValue = Attributes[string];

/** Tokens and cost of a span or a trace; `null` is "not told", which is not zero. `cost` is in US dollars. */
export const Usage = z.object({
  prompt_tokens: z.number().nullable(),
  completion_tokens: z.number().nullable(),
  total_tokens: z.number().nullable(),
  cost: z.number().nullable(),
});
export type Usage = z.infer<typeof Usage>;
