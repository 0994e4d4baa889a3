import { readFacts } from '../ingest/facts.ts';
import { OTEL_KINDS, STATUS_CODES, type Resource, type Scope, type Span, type SpanEvent, type SpanLink } from '../ingest/span.ts';
import { attributesToJson } from './attribute-json.ts';
import type { RowBinaryWriter } from './row-binary.ts';
import type { InsertTarget } from './sql-engine.ts';

/** Columns in the order in which `writeSpanRow` writes them. */
export const SPANS: InsertTarget = {
  table: 'spans',
  columns: {
    trace_id: 'FixedString(16)',
    span_id: 'FixedString(8)',
    parent_id: 'FixedString(8)',
    name: 'String',
    kind: 'String',
    otel_kind: 'UInt8',
    service: 'String',
    start: 'UInt64',
    end: 'UInt64',
    status: 'UInt8',
    status_message: 'String',
    model: 'String',
    provider: 'String',
    prompt_tokens: 'Nullable(UInt64)',
    cache_read_tokens: 'Nullable(UInt64)',
    cache_write_tokens: 'Nullable(UInt64)',
    completion_tokens: 'Nullable(UInt64)',
    reasoning_tokens: 'Nullable(UInt64)',
    total_tokens: 'Nullable(UInt64)',
    cost: 'Nullable(Float64)',
    own_usage: 'Bool',
    session_id: 'String',
    user_id: 'String',
    tags: 'Array(String)',
    program_version: 'String',
    cache_hit: 'Bool',
    finish_reason: 'String',
    tool_name: 'String',
    prompt_key: 'UInt64',
    input_preview: 'String',
    output_preview: 'String',
    attributes: 'String',
    events: 'String',
    links: 'String',
    resource: 'String',
    scope: 'String',
    extra: 'String',
    truncated: 'Array(String)',
    version: 'UInt64',
  },
};

const ENDED = 1n << 63n;
const UNKNOWN_SERVICE = 'unknown_service';

interface Emitter {
  readonly service: string;
  readonly version: string;
  readonly resource: string;
  readonly scope: string;
}

/** Writes rows; what the spans of one resource and scope share is turned into text once. */
export class SpanRows {
  readonly #resources = new WeakMap<Resource, { service: string; version: string; text: string }>();
  readonly #scopes = new WeakMap<Scope, string>();

  /** @param receivedUs microseconds since 1970 */
  write(writer: RowBinaryWriter, span: Span, truncated: readonly string[], receivedUs: bigint): void {
    const facts = readFacts(span);
    const emitter = this.#emitter(span);
    const end = facts.live ? 0n : span.end;
    writer.fixedHex(span.traceId, 16);
    writer.fixedHex(span.spanId, 8);
    writer.fixedHex(span.parentId, 8);
    writer.string(span.name);
    writer.string(facts.kind);
    writer.uint8(OTEL_KINDS.indexOf(span.kind));
    writer.string(emitter.service);
    writer.uint64(span.start);
    writer.uint64(end);
    writer.uint8(STATUS_CODES.indexOf(span.status));
    writer.string(span.statusMessage);
    writer.string(facts.model);
    writer.string(facts.provider);
    writer.nullableUint64(facts.promptTokens);
    writer.nullableUint64(facts.cacheReadTokens);
    writer.nullableUint64(facts.cacheWriteTokens);
    writer.nullableUint64(facts.completionTokens);
    writer.nullableUint64(facts.reasoningTokens);
    writer.nullableUint64(facts.totalTokens);
    writer.nullableFloat64(facts.cost);
    writer.boolean(facts.ownUsage);
    writer.string(facts.sessionId);
    writer.string(facts.userId);
    writer.strings(facts.tags);
    writer.string(facts.programVersion === '' ? emitter.version : facts.programVersion);
    writer.boolean(facts.cacheHit);
    writer.string(facts.finishReason);
    writer.string(facts.toolName);
    writer.uint64(facts.promptKey);
    writer.string(facts.input);
    writer.string(facts.output);
    writer.string(attributesToJson(span.attributes));
    writer.string(eventsToJson(span.events));
    writer.string(linksToJson(span.links));
    writer.string(emitter.resource);
    writer.string(emitter.scope);
    writer.string(extraToJson(span));
    writer.strings(truncated);
    writer.uint64(end === 0n ? receivedUs : receivedUs | ENDED);
  }

  #emitter({ resource, scope }: Span): Emitter {
    let known = this.#resources.get(resource);
    if (known === undefined) {
      known = { service: serviceOf(resource), version: textOf(resource, 'service.version'), text: resourceToJson(resource) };
      this.#resources.set(resource, known);
    }
    let scopeText = this.#scopes.get(scope);
    if (scopeText === undefined) {
      scopeText = scopeToJson(scope);
      this.#scopes.set(scope, scopeText);
    }
    return { service: known.service, version: known.version, resource: known.text, scope: scopeText };
  }
}

/** The resource's `service.name`, or what OpenTelemetry calls a service without a name. */
export function serviceOf(resource: Resource): string {
  const name = textOf(resource, 'service.name');
  return name === '' ? UNKNOWN_SERVICE : name;
}

function textOf(resource: Resource, name: string): string {
  const value = resource.attributes.findLast(({ key }) => key === name)?.value;
  return typeof value === 'string' ? value : '';
}

function resourceToJson({ attributes, droppedAttributes, schemaUrl }: Resource): string {
  return `{"attributes":${attributesToJson(attributes)}${counted('dropped', droppedAttributes)}${texted('schema_url', schemaUrl)}}`;
}

function scopeToJson({ name, version, attributes, droppedAttributes, schemaUrl }: Scope): string {
  return `{"name":${JSON.stringify(name)},"version":${JSON.stringify(version)},"attributes":${attributesToJson(attributes)}${counted('dropped', droppedAttributes)}${texted('schema_url', schemaUrl)}}`;
}

function eventsToJson(events: readonly SpanEvent[]): string {
  if (events.length === 0) return '';
  const parts = events.map(({ name, time, attributes, droppedAttributes }) =>
    `{"name":${JSON.stringify(name)},"time":"${time}","attributes":${attributesToJson(attributes)}${counted('dropped', droppedAttributes)}}`);
  return `[${parts.join(',')}]`;
}

function linksToJson(links: readonly SpanLink[]): string {
  if (links.length === 0) return '';
  const parts = links.map(({ traceId, spanId, attributes, traceState, flags, droppedAttributes }) =>
    `{"trace_id":"${traceId}","span_id":"${spanId}","attributes":${attributesToJson(attributes)}${texted('trace_state', traceState)}${counted('flags', flags)}${counted('dropped', droppedAttributes)}}`);
  return `[${parts.join(',')}]`;
}

function extraToJson({ traceState, flags, dropped }: Span): string {
  const parts = [
    texted('trace_state', traceState), counted('flags', flags), counted('dropped_attributes', dropped.attributes),
    counted('dropped_events', dropped.events), counted('dropped_links', dropped.links),
  ].join('');
  return parts === '' ? '' : `{${parts.slice(1)}}`;
}

function counted(name: string, value: number): string {
  return value === 0 ? '' : `,"${name}":${value}`;
}

function texted(name: string, value: string): string {
  return value === '' ? '' : `,"${name}":${JSON.stringify(value)}`;
}
