import { isUtf8 } from 'node:buffer';

import { BodyParts } from './body-parts.ts';
import { JsonField, parseJsonExactly } from './json-field.ts';
import { MalformedOtlpError } from './malformed-otlp-error.ts';
import {
  hasValidIds, MAX_VALUE_DEPTH, OTEL_KINDS, parentOf, STATUS_CODES, type AttributeValue, type KeyValue, type Resource, type Scope, type Span, type SpanBatch,
} from './span.ts';

/**
 * Reads an `ExportTraceServiceRequest` in OTLP's JSON: ids in hexadecimal, 64-bit integers as strings or numbers,
 * lowerCamelCase names. Unknown fields are ignored; `null` is a field that is not there.
 *
 * @param parts counts over several bodies that belong together
 * @throws MalformedOtlpError when the body is not one.
 */
export function readOtlpJson(body: Buffer, parts = new BodyParts()): SpanBatch {
  if (!isUtf8(body)) throw new MalformedOtlpError('body', 'text that is not UTF-8');
  parts.checkJson(body);
  const root = new JsonField(parse(body.toString('utf8')), undefined, 'body', parts);
  const spans: Span[] = [];
  let rejected = 0;
  root.object();
  for (const resourceSpans of root.list('resourceSpans')) {
    const resource = readResource(resourceSpans);
    for (const scopeSpans of resourceSpans.list('scopeSpans')) {
      const scope = readScope(scopeSpans);
      for (const field of scopeSpans.list('spans')) {
        const span = readSpan(field, resource, scope);
        if (hasValidIds(span)) spans.push(span);
        else rejected += 1;
      }
    }
  }
  return { spans, rejected };
}

function parse(text: string): unknown {
  try {
    return parseJsonExactly(text);
  } catch (cause) {
    throw new MalformedOtlpError('body', cause instanceof Error ? cause.message : 'not JSON', { cause });
  }
}

function readResource(resourceSpans: JsonField): Resource {
  const resource = resourceSpans.at('resource');
  return {
    attributes: readAttributes(resource, 'attributes'),
    droppedAttributes: resource.at('droppedAttributesCount').uint32(),
    schemaUrl: resourceSpans.at('schemaUrl').string(),
  };
}

function readScope(scopeSpans: JsonField): Scope {
  const scope = scopeSpans.at('scope');
  return {
    name: scope.at('name').string(),
    version: scope.at('version').string(),
    attributes: readAttributes(scope, 'attributes'),
    droppedAttributes: scope.at('droppedAttributesCount').uint32(),
    schemaUrl: scopeSpans.at('schemaUrl').string(),
  };
}

function readSpan(span: JsonField, resource: Resource, scope: Scope): Span {
  const status = span.at('status');
  return {
    traceId: span.at('traceId').hex(),
    spanId: span.at('spanId').hex(),
    parentId: parentOf(span.at('parentSpanId').hex()),
    name: span.at('name').string(),
    kind: span.at('kind').enumeration(OTEL_KINDS, 'SPAN_KIND_'),
    start: span.at('startTimeUnixNano').uint64(),
    end: span.at('endTimeUnixNano').uint64(),
    status: status.at('code').enumeration(STATUS_CODES, 'STATUS_CODE_'),
    statusMessage: status.at('message').string(),
    attributes: readAttributes(span, 'attributes'),
    events: Array.from(span.list('events'), (event) => ({
      name: event.at('name').string(),
      time: event.at('timeUnixNano').uint64(),
      attributes: readAttributes(event, 'attributes'),
      droppedAttributes: event.at('droppedAttributesCount').uint32(),
    })),
    links: Array.from(span.list('links'), (link) => ({
      traceId: link.at('traceId').hex(),
      spanId: link.at('spanId').hex(),
      attributes: readAttributes(link, 'attributes'),
      traceState: link.at('traceState').string(),
      flags: link.at('flags').uint32(),
      droppedAttributes: link.at('droppedAttributesCount').uint32(),
    })),
    traceState: span.at('traceState').string(),
    flags: span.at('flags').uint32(),
    dropped: {
      attributes: span.at('droppedAttributesCount').uint32(),
      events: span.at('droppedEventsCount').uint32(),
      links: span.at('droppedLinksCount').uint32(),
    },
    resource,
    scope,
  };
}

function readAttributes(owner: JsonField, name: string, depth = 0): KeyValue[] {
  const attributes: KeyValue[] = [];
  for (const entry of owner.list(name)) attributes.push({ key: entry.at('key').string(), value: readValue(entry.at('value'), depth) });
  return attributes;
}

function readValue(field: JsonField, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) throw field.malformed(`values nest deeper than ${MAX_VALUE_DEPTH} levels`);
  for (const [name, inner] of field.entries()) {
    switch (name) {
      case 'stringValue': return inner.string();
      case 'boolValue': return inner.boolean();
      case 'intValue': return inner.int64();
      case 'doubleValue': return inner.double();
      case 'bytesValue': return inner.base64();
      case 'arrayValue': return Array.from(inner.list('values'), (item) => readValue(item, depth + 1));
      case 'kvlistValue': return { entries: readAttributes(inner, 'values', depth + 1) };
      default:
    }
  }
  return null;
}
