import diagnostics from 'node:diagnostics_channel';
import { errorMonitor } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { getAttributesFromContext } from '@arizeai/openinference-core';
import { usingAttributes } from '@dspy-otel/openinference-instrumentation-dspy';
import { type Attributes, type Context, context, type Histogram, propagation, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type RPCMetadata, RPCType, setRPCMetadata, suppressTracing } from '@opentelemetry/core';
import { InstrumentationBase, type InstrumentationConfig } from '@opentelemetry/instrumentation';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_URL_SCHEME,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
} from '@opentelemetry/semantic-conventions';
import { headerAttributes } from './header-attributes.ts';
import { requestAttributes } from './request-attributes.ts';
import { VERSION } from '../version.ts';

/** Node tells of each request here before anybody handles it. */
const REQUESTS = 'http.server.request.start';

/** Probes, scrapes, the page and its files: nobody looks for them among the traces of programs. */
const UNTRACED = /^\/(?:(?:health|assets|static)\/.*|metrics|login|logout)?(?:\?|$)/;

/** As the conventions advise. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The HTTP server spans of this server. `instrumentation-http` makes the same ones, but wraps every listener of every request and response to
 * keep their context, which costs more than all spans of a program: here the context is that of the function that answers.
 */
export class ServerSpans extends InstrumentationBase {
  // The base class calls enable from its constructor: an initial value here would undo what it did.
  declare private exchanges: WeakMap<IncomingHttpHeaders, Exchange>;
  declare private unsubscribe: (() => void) | undefined;
  declare private duration: Histogram;

  constructor(config: InstrumentationConfig = {}) {
    super('@dspy-otel/dspy-server', VERSION, config);
  }

  protected override init(): void {}

  protected override _updateMetricInstruments(): void {
    this.duration = this.meter.createHistogram(METRIC_HTTP_SERVER_REQUEST_DURATION, { description: 'Duration of HTTP server requests.', unit: 's', advice: { explicitBucketBoundaries: SECONDS } });
  }

  override enable(): void {
    super.enable();
    if (this.unsubscribe) return;
    this.exchanges = new WeakMap();
    const remember = (exchange: unknown): void => void this.exchanges.set((exchange as Exchange).request.headers, exchange as Exchange);
    diagnostics.subscribe(REQUESTS, remember);
    this.unsubscribe = () => diagnostics.unsubscribe(REQUESTS, remember);
  }

  override disable(): void {
    super.disable();
    this.unsubscribe?.();
    this.unsubscribe = undefined;
  }

  /** Answers the request that has these headers inside its span, which ends when the response is closed. */
  around<T>(headers: IncomingHttpHeaders, answer: () => T): T {
    const exchange = this.exchanges.get(headers);
    if (!exchange) return answer();
    if (UNTRACED.test(exchange.request.url ?? '')) return context.with(suppressTracing(context.active()), answer);
    return this.#answer(exchange, propagation.extract(ROOT_CONTEXT, headers), answer);
  }

  #answer<T>({ request, response }: Exchange, caller: Context, answer: () => T): T {
    const started = performance.now();
    const attributes = requestAttributes(request);
    const said = headerAttributes(request.headers);
    const shared = said && context.with(caller, () => usingAttributes(said, () => context.active()));
    // On the request's own span, too: backends find sessions by the root.
    if (shared) Object.assign(attributes, getAttributesFromContext(shared));
    const around = shared ?? caller;
    const span = this.tracer.startSpan(request.method ?? 'GET', { kind: SpanKind.SERVER, attributes }, around);
    const metadata: RPCMetadata = { type: RPCType.HTTP, span };
    let failure: Error | undefined;
    response.once(errorMonitor, (error: Error) => (failure = error));
    response.once('close', () => this.#end(span, { request, response }, attributes, metadata.route, failure, (performance.now() - started) / 1000));
    return context.with(setRPCMetadata(trace.setSpan(around, span), metadata), answer);
  }

  #end(span: Span, { request, response: { statusCode } }: Exchange, asked: Attributes, route: string | undefined, failure: Error | undefined, seconds: number): void {
    const answered: Attributes = { [ATTR_HTTP_RESPONSE_STATUS_CODE]: statusCode };
    if (route !== undefined) {
      answered[ATTR_HTTP_ROUTE] = route;
      span.updateName(`${request.method} ${route}`);
    }
    if (failure) {
      answered[ATTR_ERROR_TYPE] = failure.name;
      span.recordException(failure);
      span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
    } else if (statusCode >= 500) {
      answered[ATTR_ERROR_TYPE] = String(statusCode);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.setAttributes(answered);
    span.end();
    this.duration.record(seconds, {
      [ATTR_HTTP_REQUEST_METHOD]: asked[ATTR_HTTP_REQUEST_METHOD],
      [ATTR_URL_SCHEME]: asked[ATTR_URL_SCHEME],
      [ATTR_NETWORK_PROTOCOL_VERSION]: asked[ATTR_NETWORK_PROTOCOL_VERSION],
      ...answered,
    });
  }
}
