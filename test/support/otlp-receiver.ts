import { EventEmitter, once } from 'node:events';
import { createServer as createHTTPServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHTTP2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** A span as OTLP/JSON writes it. */
export interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly serviceName: unknown;
}

/** What arrived at a receiver, whatever it holds. */
interface Delivery {
  readonly path: string;
  readonly contentType: string | undefined;
  readonly authorization?: string | undefined;
  readonly body?: Buffer;
  readonly bytes: number;
}

/** Takes traces and keeps them. Spans are read from OTLP/JSON only. */
export interface OTLPReceiver extends AsyncDisposable {
  /** For OTEL_EXPORTER_OTLP_TRACES_ENDPOINT. */
  readonly endpoint: string;
  readonly deliveries: readonly Delivery[];
  readonly spans: readonly WireSpan[];
  /** Resolves once what has arrived satisfies `enough`. */
  until(enough: (receiver: OTLPReceiver) => boolean): Promise<void>;
}

/** Far more than anything takes; it turns a hang into a message. */
const PATIENCE_MS = 30_000;

export async function startOTLPReceiver(): Promise<OTLPReceiver> {
  const state = new Received();
  const server = createHTTPServer((request, response) => {
    void takeRequest(state, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return state.receiver(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`, async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
}

/** The same for OTLP/gRPC, as far as an exporter can tell. */
export async function startGRPCReceiver(): Promise<OTLPReceiver> {
  const state = new Received();
  const server = createHTTP2Server();
  server.on('stream', (stream, headers) => {
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
    stream.on('end', () => {
      state.take({ path: headers[':path'] ?? '', contentType: headers['content-type'], bytes });
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.alloc(5));
    });
  });
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return state.receiver(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
    for (const session of sessions) session.destroy();
    server.close();
    await once(server, 'close');
  });
}

class Received {
  readonly #arrivals = new EventEmitter();
  readonly #deliveries: Delivery[] = [];
  readonly #spans: WireSpan[] = [];

  take(delivery: Delivery, body?: Buffer): void {
    this.#deliveries.push(delivery);
    if (body && delivery.contentType === 'application/json') this.#spans.push(...spansIn(JSON.parse(body.toString()) as WireTraces));
    this.#arrivals.emit('arrival');
  }

  receiver(endpoint: string, close: () => Promise<void>): OTLPReceiver {
    const receiver: OTLPReceiver = {
      endpoint,
      deliveries: this.#deliveries,
      spans: this.#spans,
      until: async (enough) => {
        const signal = AbortSignal.timeout(PATIENCE_MS);
        try {
          while (!enough(receiver)) await once(this.#arrivals, 'arrival', { signal });
        } catch (cause) {
          throw new Error(`not enough arrived within ${PATIENCE_MS} ms: ${JSON.stringify(this.#deliveries)} ${this.#spans.map(({ name }) => name).join(', ')}`, { cause });
        }
      },
      [Symbol.asyncDispose]: close,
    };
    return receiver;
  }
}

async function takeRequest(state: Received, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readAll(request);
  const { 'content-type': contentType, authorization } = request.headers;
  state.take({ path: request.url ?? '', contentType, authorization, bytes: body.length, body }, body);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

type WireValue = { readonly [kind: string]: unknown };
type WireAttributes = readonly { readonly key: string; readonly value: WireValue }[];
interface WireTraces {
  readonly resourceSpans: readonly {
    readonly resource?: { readonly attributes?: WireAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly (Omit<WireSpan, 'attributes'> & { readonly attributes?: WireAttributes })[] }[];
  }[];
}

function spansIn({ resourceSpans }: WireTraces): WireSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const serviceName = plain(resource?.attributes)['service.name'];
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, attributes: plain(span.attributes), serviceName })));
  });
}

/** Senders may leave out an empty list. */
function plain(attributes: WireAttributes = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** One line per span of a trace, indented by depth, siblings in the order of their start. */
export function drawnTrace(spans: readonly WireSpan[]): string {
  const lines: string[] = [];
  const draw = (parent: string | undefined, depth: number): void => {
    for (const span of spans.filter((each) => (each.parentSpanId || undefined) === parent)) {
      const kind = span.attributes['openinference.span.kind'];
      lines.push(`${'  '.repeat(depth)}${span.name}${typeof kind === 'string' ? ` (${kind})` : ''}`);
      draw(span.spanId, depth + 1);
    }
  };
  draw(undefined, 0);
  return lines.join('\n');
}
