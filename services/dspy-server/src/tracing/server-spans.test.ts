import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { pollUntil } from '../../../../test/support/poll-until.ts';
import { ServerSpans } from './server-spans.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

let exporter: InMemorySpanExporter;
let spans: ServerSpans;

beforeEach(() => {
  exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  spans = new ServerSpans();
  spans.setTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
});

afterEach(() => {
  spans.disable();
  context.disable();
  propagation.disable();
});

interface Answered {
  readonly port: number;
  readonly span: ReadableSpan;
  /** The span that was current while the request was answered. */
  readonly current: string | undefined;
}

/** Sends one request to a server that answers inside its span, and waits for the span. */
async function ask(path: string, headers: Record<string, string> = {}, status = 200): Promise<Answered> {
  let current: string | undefined;
  const server = createServer((request, response) =>
    spans.around(request.headers, async () => {
      await json(request);
      current = trace.getActiveSpan()?.spanContext().spanId;
      response.writeHead(status).end('x');
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: '{}', headers: { 'user-agent': 'test/1', ...headers } })).text();
    await pollUntil(() => exporter.getFinishedSpans().length > 0, { timeoutMs: 10_000, what: 'the span to end' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return { port, span: exporter.getFinishedSpans()[0] as ReadableSpan, current };
}

describe('the span of a request', () => {
  test('is current while it is answered, and says what the conventions ask for', async () => {
    const { port, span, current } = await ask('/MyRAG?page=2');
    expect(span).toMatchObject({ name: 'POST', kind: SpanKind.SERVER, status: { code: SpanStatusCode.UNSET } });
    expect(current).toBe(span.spanContext().spanId);
    expect(span.attributes).toEqual({
      'http.request.method': 'POST', 'url.scheme': 'http', 'url.path': '/MyRAG', 'url.query': 'page=2', 'server.address': '127.0.0.1', 'server.port': port,
      'network.peer.address': '127.0.0.1', 'network.peer.port': expect.any(Number), 'network.protocol.version': '1.1', 'client.address': '127.0.0.1',
      'user_agent.original': 'test/1', 'http.response.status_code': 200,
    });
  });

  test('continues the trace of its caller', async () => {
    const { span } = await ask('/MyRAG', { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` });
    expect(span.spanContext().traceId).toBe(TRACE_ID);
    expect(span.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true });
  });

  test('is an error for a server error only', async () => {
    const { span } = await ask('/MyRAG', {}, 503);
    expect({ status: span.status, error: span.attributes['error.type'] }).toEqual({ status: { code: SpanStatusCode.ERROR }, error: '503' });
    exporter.reset();
    expect((await ask('/MyRAG', {}, 404)).span.status).toEqual({ code: SpanStatusCode.UNSET });
  });

  test.each<[string, Record<string, string>, object]>([
    ['X-Forwarded headers', { 'x-forwarded-host': 'rag.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7, 10.0.0.1' }, { 'server.address': 'rag.example', 'server.port': 443, 'client.address': '203.0.113.7' }],
    ['a port in them', { 'x-forwarded-host': 'rag.example:8443' }, { 'server.address': 'rag.example', 'server.port': 8443 }],
    ['Forwarded', { forwarded: 'for="[2001:db8::1]:4711";host=rag.example;proto=https, for=10.0.0.1' }, { 'server.address': 'rag.example', 'server.port': 443, 'client.address': '2001:db8::1' }],
  ])('behind a proxy tells of its client by %s', async (_name, headers, expected) => {
    expect((await ask('/MyRAG', headers)).span.attributes).toMatchObject(expected);
  });

  test('hides secrets in the query, and nothing else of it', async () => {
    expect((await ask('/MyRAG?q=a+b%20c&X-Amz-Signature=s&api_key=k')).span.attributes['url.query']).toBe('q=a+b+c&X-Amz-Signature=REDACTED&api_key=REDACTED');
    exporter.reset();
    expect((await ask('/MyRAG?q=a+b%20c')).span.attributes['url.query']).toBe('q=a+b%20c');
  });

  test('is not made while it is disabled', async () => {
    spans.disable();
    let current: unknown = 'nobody asked';
    const server = createServer((request, response) => {
      current = spans.around(request.headers, () => trace.getActiveSpan());
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/MyRAG`)).text();
    server.closeAllConnections();
    server.close();
    expect({ current, spans: exporter.getFinishedSpans() }).toEqual({ current: undefined, spans: [] });
  });
});
