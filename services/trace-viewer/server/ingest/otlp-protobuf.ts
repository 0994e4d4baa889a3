import { readAttributes } from './otlp-protobuf-values.ts';
import {
  hasValidIds, OTEL_KINDS, parentOf, STATUS_CODES, type KeyValue, type OtelKind, type Resource, type Scope, type Span, type SpanBatch, type SpanEvent,
  type SpanLink, type StatusCode,
} from './span.ts';
import { KeyCache, VARINT, WireReader } from './wire-reader.ts';

const keys = new KeyCache();

interface Draft {
  readonly spans: Span[];
  rejected: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Reads an `ExportTraceServiceRequest` of opentelemetry-proto 1.x. Unknown fields are skipped.
 *
 * @throws MalformedOtlpError when the bytes are not one.
 */
export function readOtlpProtobuf(body: Buffer): SpanBatch {
  const reader = new WireReader(body, keys);
  const draft: Draft = { spans: [], rejected: 0 };
  while (reader.position < body.length) {
    const tag = reader.tag('ExportTraceServiceRequest');
    if (tag >>> 3 === 1) readResourceSpans(reader, reader.part(tag, body.length, 'resource_spans'), draft);
    else reader.skip(tag, body.length, 'ExportTraceServiceRequest');
  }
  return draft;
}

function readResourceSpans(reader: WireReader, end: number, draft: Draft): void {
  // The resource may follow the spans that it belongs to: they share this object, which is filled when it comes.
  const resource: Mutable<Resource> = { attributes: [], droppedAttributes: 0, schemaUrl: '' };
  while (reader.position < end) {
    const tag = reader.tag('ResourceSpans');
    switch (tag >>> 3) {
      case 1: readResource(reader, reader.end(tag, end, 'ResourceSpans.resource'), resource); break;
      case 2: readScopeSpans(reader, reader.part(tag, end, 'ResourceSpans.scope_spans'), resource, draft); break;
      case 3: resource.schemaUrl = reader.string(tag, end, 'ResourceSpans.schema_url'); break;
      default: reader.skip(tag, end, 'ResourceSpans');
    }
  }
  reader.finish(end, 'ResourceSpans');
}

function readResource(reader: WireReader, end: number, resource: Mutable<Resource>): void {
  while (reader.position < end) {
    const tag = reader.tag('Resource');
    switch (tag >>> 3) {
      case 1: readAttributes(reader, tag, end, resource.attributes); break;
      case 2: resource.droppedAttributes = count(reader, tag, 'Resource.dropped_attributes_count'); break;
      default: reader.skip(tag, end, 'Resource');
    }
  }
  reader.finish(end, 'Resource');
}

function readScopeSpans(reader: WireReader, end: number, resource: Resource, draft: Draft): void {
  const scope: Mutable<Scope> = { name: '', version: '', attributes: [], droppedAttributes: 0, schemaUrl: '' };
  while (reader.position < end) {
    const tag = reader.tag('ScopeSpans');
    switch (tag >>> 3) {
      case 1: readScope(reader, reader.end(tag, end, 'ScopeSpans.scope'), scope); break;
      case 2: {
        const span = readSpan(reader, reader.part(tag, end, 'ScopeSpans.spans'), resource, scope);
        if (hasValidIds(span)) draft.spans.push(span);
        else draft.rejected += 1;
        break;
      }
      case 3: scope.schemaUrl = reader.string(tag, end, 'ScopeSpans.schema_url'); break;
      default: reader.skip(tag, end, 'ScopeSpans');
    }
  }
  reader.finish(end, 'ScopeSpans');
}

function readScope(reader: WireReader, end: number, scope: Mutable<Scope>): void {
  while (reader.position < end) {
    const tag = reader.tag('InstrumentationScope');
    switch (tag >>> 3) {
      case 1: scope.name = reader.key(tag, end, 'InstrumentationScope.name'); break;
      case 2: scope.version = reader.key(tag, end, 'InstrumentationScope.version'); break;
      case 3: readAttributes(reader, tag, end, scope.attributes); break;
      case 4: scope.droppedAttributes = count(reader, tag, 'InstrumentationScope.dropped_attributes_count'); break;
      default: reader.skip(tag, end, 'InstrumentationScope');
    }
  }
  reader.finish(end, 'InstrumentationScope');
}

function readSpan(reader: WireReader, spanEnd: number, resource: Resource, scope: Scope): Span {
  const attributes: KeyValue[] = [];
  const events: SpanEvent[] = [];
  const links: SpanLink[] = [];
  const dropped = { attributes: 0, events: 0, links: 0 };
  let traceId = '';
  let spanId = '';
  let parentId = '';
  let traceState = '';
  let name = '';
  let kind: OtelKind = 'unspecified';
  let start = 0n;
  let end = 0n;
  let status: StatusCode = 'unset';
  let statusMessage = '';
  let flags = 0;
  while (reader.position < spanEnd) {
    const tag = reader.tag('Span');
    switch (tag >>> 3) {
      case 1: traceId = reader.hex(tag, spanEnd, 'Span.trace_id'); break;
      case 2: spanId = reader.hex(tag, spanEnd, 'Span.span_id'); break;
      case 3: traceState = reader.string(tag, spanEnd, 'Span.trace_state'); break;
      case 4: parentId = parentOf(reader.hex(tag, spanEnd, 'Span.parent_span_id')); break;
      case 5: name = reader.string(tag, spanEnd, 'Span.name'); break;
      case 6: kind = OTEL_KINDS[count(reader, tag, 'Span.kind')] ?? 'unspecified'; break;
      case 7: start = reader.fixed64(tag, 'Span.start_time_unix_nano'); break;
      case 8: end = reader.fixed64(tag, 'Span.end_time_unix_nano'); break;
      case 9: readAttributes(reader, tag, spanEnd, attributes); break;
      case 10: dropped.attributes = count(reader, tag, 'Span.dropped_attributes_count'); break;
      case 11: events.push(readEvent(reader, reader.part(tag, spanEnd, 'Span.events'))); break;
      case 12: dropped.events = count(reader, tag, 'Span.dropped_events_count'); break;
      case 13: links.push(readLink(reader, reader.part(tag, spanEnd, 'Span.links'))); break;
      case 14: dropped.links = count(reader, tag, 'Span.dropped_links_count'); break;
      case 15: [status, statusMessage] = readStatus(reader, reader.end(tag, spanEnd, 'Span.status')); break;
      case 16: flags = reader.fixed32(tag, 'Span.flags'); break;
      default: reader.skip(tag, spanEnd, 'Span');
    }
  }
  reader.finish(spanEnd, 'Span');
  return { traceId, spanId, parentId, name, kind, start, end, status, statusMessage, attributes, events, links, traceState, flags, dropped, resource, scope };
}

function readEvent(reader: WireReader, end: number): SpanEvent {
  const event: Mutable<SpanEvent> = { name: '', time: 0n, attributes: [], droppedAttributes: 0 };
  while (reader.position < end) {
    const tag = reader.tag('Span.Event');
    switch (tag >>> 3) {
      case 1: event.time = reader.fixed64(tag, 'Span.Event.time_unix_nano'); break;
      case 2: event.name = reader.string(tag, end, 'Span.Event.name'); break;
      case 3: readAttributes(reader, tag, end, event.attributes); break;
      case 4: event.droppedAttributes = count(reader, tag, 'Span.Event.dropped_attributes_count'); break;
      default: reader.skip(tag, end, 'Span.Event');
    }
  }
  reader.finish(end, 'Span.Event');
  return event;
}

function readLink(reader: WireReader, end: number): SpanLink {
  const link: Mutable<SpanLink> = { traceId: '', spanId: '', attributes: [], traceState: '', flags: 0, droppedAttributes: 0 };
  while (reader.position < end) {
    const tag = reader.tag('Span.Link');
    switch (tag >>> 3) {
      case 1: link.traceId = reader.hex(tag, end, 'Span.Link.trace_id'); break;
      case 2: link.spanId = reader.hex(tag, end, 'Span.Link.span_id'); break;
      case 3: link.traceState = reader.string(tag, end, 'Span.Link.trace_state'); break;
      case 4: readAttributes(reader, tag, end, link.attributes); break;
      case 5: link.droppedAttributes = count(reader, tag, 'Span.Link.dropped_attributes_count'); break;
      case 6: link.flags = reader.fixed32(tag, 'Span.Link.flags'); break;
      default: reader.skip(tag, end, 'Span.Link');
    }
  }
  reader.finish(end, 'Span.Link');
  return link;
}

function readStatus(reader: WireReader, end: number): [StatusCode, string] {
  let code: StatusCode = 'unset';
  let message = '';
  while (reader.position < end) {
    const tag = reader.tag('Status');
    switch (tag >>> 3) {
      case 2: message = reader.string(tag, end, 'Status.message'); break;
      case 3: code = STATUS_CODES[count(reader, tag, 'Status.code')] ?? 'unset'; break;
      default: reader.skip(tag, end, 'Status');
    }
  }
  reader.finish(end, 'Status');
  return [code, message];
}

function count(reader: WireReader, tag: number, field: string): number {
  reader.expect(tag, VARINT, field);
  return reader.varint32(field);
}
