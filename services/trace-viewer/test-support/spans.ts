import type { Span } from '../server/ingest/span.ts';

const RESOURCE = { attributes: [{ key: 'service.name', value: 'demo' }], droppedAttributes: 0, schemaUrl: '' };
const SCOPE = { name: 'scope', version: '1', attributes: [], droppedAttributes: 0, schemaUrl: '' };

export function traceId(number: number): string {
  return number.toString(16).padStart(32, '0');
}

export function spanId(number: number): string {
  return number.toString(16).padStart(16, '0');
}

/** A span with what the test cares about; the rest is plain. Ids are given as numbers. */
export function makeSpan({ trace = 1, id = 1, parent, service, ...rest }: Partial<Span> & { trace?: number; id?: number; parent?: number; service?: string } = {}): Span {
  return {
    traceId: traceId(trace), spanId: spanId(id), parentId: parent === undefined ? '' : spanId(parent), name: `span ${id}`, kind: 'internal',
    start: 1_700_000_000_000_000_000n, end: 1_700_000_000_001_000_000n, status: 'unset', statusMessage: '', attributes: [], events: [], links: [],
    traceState: '', flags: 0, dropped: { attributes: 0, events: 0, links: 0 },
    resource: service === undefined ? RESOURCE : { ...RESOURCE, attributes: [{ key: 'service.name', value: service }] }, scope: SCOPE,
    ...rest,
  };
}
