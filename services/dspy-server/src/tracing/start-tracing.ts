import { createFetchInstrumentation, DSPyInstrumentation } from '@dspy-otel/openinference-instrumentation-dspy';
import { startSDK } from '@dspy-otel/openinference-instrumentation-dspy/sdk';
import { context, trace, TraceFlags } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import type { RequestTrace } from '../app.ts';
import type { TracingSettings } from '../config.ts';
import type { PromptOrigin } from '../prompt-runs/prompt-run.ts';
import { probe } from './probe.ts';
import { ServerSpans } from './server-spans.ts';

/** Tracing that is on. */
export interface Tracing extends RequestTrace {
  /** Sends what is waiting and stops. Resolves within `timeoutMs` whatever the endpoint does. */
  readonly shutdown: (timeoutMs: number) => Promise<void>;
}

/**
 * Starts the OpenTelemetry SDK. Must run before anything loads an HTTP server, since it changes how `node:http` is seen
 * by what is imported later.
 *
 * @param report is told, once, when spans cannot be delivered.
 */
export function startTracing(settings: TracingSettings, report: (line: string) => void): Tracing {
  const reportOnce = once((reason: string) =>
    report(`OpenTelemetry: ${settings.destination} cannot be reached (${reason}). The server goes on; spans wait in a queue and are dropped once it is full.`),
  );
  const serverSpans = new ServerSpans();
  const sdk = startSDK({
    serviceName: settings.serviceName,
    protocol: settings.exporter === 'otlp' ? settings.protocol : undefined,
    instrumentations: [
      serverSpans,
      // For requests that programs send with `node:http`.
      new HttpInstrumentation({ disableIncomingRequestInstrumentation: true }),
      createFetchInstrumentation(),
      new DSPyInstrumentation({ detail: settings.detail, semconv: settings.semconv }),
    ],
    live: settings.live,
    metrics: settings.metrics,
    onExportFailure: reportOnce,
  });
  if (settings.exporter === 'otlp') probe(new URL(settings.destination), reportOnce);
  return {
    nameRoute,
    withHeaders: (headers, answer) => serverSpans.around(headers, answer),
    traceId: recordedTraceId,
    linkTo,
    shutdown: (timeoutMs) => Promise.race([sdk.shutdown().catch(() => undefined), elapsed(timeoutMs)]),
  };
}

/** A trace that the sampler leaves out is nowhere to be found. */
function recordedTraceId(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span && (span.traceFlags & TraceFlags.SAMPLED) !== 0 ? span.traceId : undefined;
}

/** On the request's own span: backends show links of the root. */
function linkTo({ trace_id: traceId, span_id: spanId }: PromptOrigin): void {
  const metadata = getRPCMetadata(context.active());
  if (metadata?.type === RPCType.HTTP) metadata.span.addLink({ context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED } });
}

function nameRoute(route: string): void {
  const metadata = getRPCMetadata(context.active());
  if (metadata?.type === RPCType.HTTP) metadata.route = route;
}

function once(report: (reason: string) => void): (reason: string) => void {
  let reported = false;
  return (reason) => {
    if (reported) return;
    reported = true;
    report(reason);
  };
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
