/**
 * One span model for every protocol. Values keep their OTLP type: an integer is a `bigint`, a double a `number`.
 * Ids are lower-case hexadecimal; times are nanoseconds since 1970.
 */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentId: string;
  name: string;
  readonly kind: OtelKind;
  readonly start: bigint;
  /** 0 for a span that is still running. */
  readonly end: bigint;
  readonly status: StatusCode;
  statusMessage: string;
  readonly attributes: KeyValue[];
  readonly events: SpanEvent[];
  readonly links: SpanLink[];
  traceState: string;
  readonly flags: number;
  readonly dropped: Dropped;
  readonly resource: Resource;
  readonly scope: Scope;
}

export interface SpanEvent {
  name: string;
  readonly time: bigint;
  readonly attributes: KeyValue[];
  readonly droppedAttributes: number;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: KeyValue[];
  traceState: string;
  readonly flags: number;
  readonly droppedAttributes: number;
}

interface Dropped {
  readonly attributes: number;
  readonly events: number;
  readonly links: number;
}

export interface Resource {
  readonly attributes: KeyValue[];
  readonly droppedAttributes: number;
  schemaUrl: string;
}

export interface Scope {
  name: string;
  version: string;
  readonly attributes: KeyValue[];
  readonly droppedAttributes: number;
  schemaUrl: string;
}

export interface KeyValue {
  readonly key: string;
  value: AttributeValue;
}

/** A map inside a value: its entries in the order they were sent. */
interface KeyValueList {
  readonly entries: KeyValue[];
}

export type AttributeValue = string | boolean | bigint | number | Uint8Array | AttributeValue[] | KeyValueList | null;

/** Positions are the numbers of OTLP's `SpanKind` and `Status.StatusCode`. */
export const OTEL_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
export type OtelKind = (typeof OTEL_KINDS)[number];

export const STATUS_CODES = ['unset', 'ok', 'error'] as const;
export type StatusCode = (typeof STATUS_CODES)[number];

/** What a body held: spans to store, and how many were refused because their ids cannot identify a span. */
export interface SpanBatch {
  readonly spans: Span[];
  readonly rejected: number;
}

/** How deep arrays and maps may nest inside an attribute. */
export const MAX_VALUE_DEPTH = 64;

const NO_PARENT = '0'.repeat(16);

/** Zeros, which are no span's id, stand for no parent, as no bytes at all do. */
export function parentOf(parentId: string): string {
  return parentId === NO_PARENT ? '' : parentId;
}

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

/** OpenTelemetry calls ids of any other length, or of zeros only, invalid. */
export function hasValidIds(span: { traceId: string; spanId: string; parentId: string }): boolean {
  return TRACE_ID.test(span.traceId) && SPAN_ID.test(span.spanId) && (span.parentId === '' || SPAN_ID.test(span.parentId));
}
