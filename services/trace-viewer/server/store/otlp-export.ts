import { z } from 'zod';

import { attributesOf, parseTyped, storedAttributes, type OtlpAttribute, type OtlpValue } from './otlp-json-value.ts';
import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';
import { NO_SPAN } from './stored-span.ts';

const Rows = z.array(z.object({
  trace: z.string(), id: z.string(), parent: z.string(), name: z.string(), otel_kind: z.number(), started: z.string(), ended: z.string(), status: z.number(), status_message: z.string(),
  attributes: z.string(), events: z.string(), links: z.string(), resource: z.string(), scope: z.string(), extra: z.string(),
}));
type Row = z.infer<typeof Rows>[number];

/** `TracesData` of OTLP/JSON. */
export interface OtlpTraces {
  readonly resourceSpans: readonly object[];
}

/** Gives traces back as they were sent. */
export class OtlpExport {
  readonly #engine: SqlEngine;
  readonly #sql = readQuery('read_otlp');

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  /** The spans of these traces; none of a trace that is not known. */
  async read(traceIds: readonly string[]): Promise<OtlpTraces> {
    if (traceIds.length === 0) return { resourceSpans: [] };
    return toOtlp(Rows.parse(await this.#engine.query(this.#sql, { ids: traceIds })).toSorted(byPlace));
  }
}

/** Whatever order the rows come in, the same spans give the same text. */
function byPlace(one: Row, other: Row): number {
  return compare(one.trace, other.trace) || compare(one.started.padStart(20, '0'), other.started.padStart(20, '0')) || compare(one.id, other.id);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function toOtlp(rows: readonly Row[]): OtlpTraces {
  const resources = Map.groupBy(rows, ({ resource }) => resource);
  return {
    resourceSpans: Array.from(resources, ([resource, ofResource]) => ({
      ...emitter('resource', resource, ({ attributes, dropped }) => ({ attributes, ...dropped })),
      scopeSpans: Array.from(Map.groupBy(ofResource, ({ scope }) => scope), ([scope, ofScope]) => ({
        ...emitter('scope', scope, ({ fields, attributes, dropped }) => ({ name: text(fields.get('name')), version: text(fields.get('version')), attributes, ...dropped })),
        spans: ofScope.map((row) => toSpan(row)),
      })),
    })),
  };
}

interface Emitter {
  readonly fields: ReadonlyMap<string, OtlpValue>;
  readonly attributes: readonly OtlpAttribute[];
  readonly dropped: { readonly droppedAttributesCount?: number };
}

function emitter(key: 'resource' | 'scope', stored: string, make: (emitter: Emitter) => object): object {
  const fields = fieldsOf(parseTyped(stored));
  const schemaUrl = text(fields.get('schema_url'));
  return { [key]: make({ fields, attributes: attributesOf(fields.get('attributes')), dropped: counted('droppedAttributesCount', fields.get('dropped')) }), ...(schemaUrl === '' ? {} : { schemaUrl }) };
}

function toSpan(row: Row): object {
  const extra = row.extra === '' ? new Map<string, OtlpValue>() : fieldsOf(parseTyped(row.extra));
  const traceState = text(extra.get('trace_state'));
  return {
    traceId: row.trace, spanId: row.id, ...(row.parent === NO_SPAN ? {} : { parentSpanId: row.parent }), name: row.name, kind: row.otel_kind, startTimeUnixNano: row.started,
    endTimeUnixNano: row.ended, attributes: storedAttributes(row.attributes), events: listOf(row.events).map((event) => toEvent(event)), links: listOf(row.links).map((link) => toLink(link)),
    status: { ...(row.status === 0 ? {} : { code: row.status }), ...(row.status_message === '' ? {} : { message: row.status_message }) }, ...(traceState === '' ? {} : { traceState }),
    ...counted('flags', extra.get('flags')), ...counted('droppedAttributesCount', extra.get('dropped_attributes')), ...counted('droppedEventsCount', extra.get('dropped_events')),
    ...counted('droppedLinksCount', extra.get('dropped_links')),
  };
}

function toEvent(event: OtlpValue): object {
  const fields = fieldsOf(event);
  return { timeUnixNano: text(fields.get('time')), name: text(fields.get('name')), attributes: attributesOf(fields.get('attributes')), ...counted('droppedAttributesCount', fields.get('dropped')) };
}

function toLink(link: OtlpValue): object {
  const fields = fieldsOf(link);
  const traceState = text(fields.get('trace_state'));
  return {
    traceId: text(fields.get('trace_id')), spanId: text(fields.get('span_id')), attributes: attributesOf(fields.get('attributes')), ...(traceState === '' ? {} : { traceState }),
    ...counted('flags', fields.get('flags')), ...counted('droppedAttributesCount', fields.get('dropped')),
  };
}

function listOf(stored: string): readonly OtlpValue[] {
  const list = stored === '' ? {} : parseTyped(stored);
  return 'arrayValue' in list ? list.arrayValue.values : [];
}

function fieldsOf(value: OtlpValue): ReadonlyMap<string, OtlpValue> {
  return new Map(attributesOf(value).map(({ key, value: inner }) => [key, inner]));
}

function text(value: OtlpValue | undefined): string {
  return value !== undefined && 'stringValue' in value ? value.stringValue : '';
}

function counted<Name extends string>(name: Name, value: OtlpValue | undefined): { readonly [Key in Name]?: number } {
  return value !== undefined && 'intValue' in value ? { [name]: Number(value.intValue) } as { [Key in Name]: number } : {};
}
