import diagnostics from 'node:diagnostics_channel';
import { type Attributes, context, propagation, type Span, SpanKind, SpanStatusCode, type TextMapSetter, type Tracer } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import { httpRole, OperationContext } from './context.ts';

/** The part of undici's request that is read here; versions 5 to 8 have it. */
export interface UndiciRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  addHeader(name: string, value: string): unknown;
}

interface Socket {
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly alpnProtocol?: string | false;
}

const SECRET_PARAMETER = /([?&](?:[\w-]*(?:key|token|secret|signature|password)|sig|auth)=)[^&#]*/gi;

const HEADERS: TextMapSetter<UndiciRequest> = { set: (request, name, value) => void request.addHeader(name, value) };

/** Models are asked at few addresses. */
const MOST_ADDRESSES = 256;

/**
 * Spans for the HTTP requests of model calls, named after the provider: `OpenAI API call`. `instrumentation-undici` makes them, too, at several
 * times the cost, since it reads every address and every header anew; it is left all other requests.
 */
export class ProviderRequests {
  readonly #tracer: () => Tracer;
  readonly #spans = new WeakMap<object, Span>();
  readonly #addresses = new Map<string, Attributes>();

  constructor(tracer: () => Tracer) {
    this.#tracer = tracer;
  }

  /** @returns a function that ends it. */
  subscribe(): () => void {
    const listeners: [string, (message: never) => void][] = [
      ['undici:request:create', ({ request }: { readonly request: UndiciRequest }) => this.#begin(request)],
      ['undici:client:sendHeaders', ({ request, socket }: { readonly request: UndiciRequest; readonly socket: Socket }) => this.#sent(request, socket)],
      ['undici:request:headers', ({ request, response }: { readonly request: UndiciRequest; readonly response: { readonly statusCode: number } }) => this.#answered(request, response.statusCode)],
      ['undici:request:trailers', ({ request }: { readonly request: UndiciRequest }) => this.#end(request)],
      ['undici:request:error', ({ request, error }: { readonly request: UndiciRequest; readonly error: Error }) => this.#fail(request, error)],
    ];
    for (const [channel, listener] of listeners) diagnostics.subscribe(channel, listener as (message: unknown) => void);
    return () => {
      for (const [channel, listener] of listeners) diagnostics.unsubscribe(channel, listener as (message: unknown) => void);
    };
  }

  #begin(request: UndiciRequest): void {
    const role = httpRole();
    if (!role || role === 'untraced') return;
    const outer = context.active();
    const attributes = { [ATTR_HTTP_REQUEST_METHOD]: request.method, ...this.#addressOf(request) };
    const span = this.#tracer().startSpan(`${role.label} API call`, { kind: SpanKind.CLIENT, attributes }, outer);
    propagation.inject(new OperationContext(outer, span, undefined), request, HEADERS);
    if (span.isRecording()) this.#spans.set(request, span);
  }

  #sent(request: UndiciRequest, { remoteAddress, remotePort, alpnProtocol }: Socket): void {
    this.#spans.get(request)?.setAttributes({
      [ATTR_NETWORK_PEER_ADDRESS]: remoteAddress,
      [ATTR_NETWORK_PEER_PORT]: remotePort,
      [ATTR_NETWORK_PROTOCOL_VERSION]: alpnProtocol === 'h2' ? '2' : '1.1',
    });
  }

  #answered(request: UndiciRequest, status: number): void {
    const span = this.#spans.get(request);
    if (!span) return;
    span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    if (status < 400) return;
    span.setAttribute(ATTR_ERROR_TYPE, String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }

  #fail(request: UndiciRequest, error: Error & { readonly code?: string }): void {
    const span = this.#spans.get(request);
    // One that was no longer wanted has not failed.
    if (span && error.name !== 'AbortError') {
      span.setAttribute(ATTR_ERROR_TYPE, error.code ?? error.name);
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    }
    this.#end(request);
  }

  #end(request: UndiciRequest): void {
    this.#spans.get(request)?.end();
    this.#spans.delete(request);
  }

  /** The same for each call of a model, so that it is made once. Keys in an address are not shown. */
  #addressOf({ origin, path }: UndiciRequest): Attributes {
    const address = origin + path;
    const known = this.#addresses.get(address);
    if (known) return known;
    const { href, protocol, hostname, port, pathname, search } = new URL(path.replace(SECRET_PARAMETER, '$1REDACTED'), origin);
    const made: Attributes = {
      [ATTR_URL_FULL]: href,
      [ATTR_URL_PATH]: pathname,
      [ATTR_URL_QUERY]: search,
      [ATTR_URL_SCHEME]: protocol.slice(0, -1),
      [ATTR_SERVER_ADDRESS]: hostname,
      [ATTR_SERVER_PORT]: Number(port) || (protocol === 'https:' ? 443 : 80),
    };
    if (this.#addresses.size >= MOST_ADDRESSES) this.#addresses.clear();
    this.#addresses.set(address, made);
    return made;
  }
}
