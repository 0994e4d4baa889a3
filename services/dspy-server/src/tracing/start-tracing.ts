import { createFetchInstrumentation, DSPyInstrumentation } from '@dspy-otel/openinference-instrumentation-dspy';
import { context, trace } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { OTLPTraceExporter as GRPCExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as HTTPJSONExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as HTTPProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { RequestTrace } from '../app.ts';
import { type OTLPProtocol, setTracingDefaults, type TracingSettings } from '../config.ts';
import { probe } from './probe.ts';
import { ReportingExporter } from './reporting-exporter.ts';

/** Probes, the page and its files: nobody looks for them among the traces of programs. */
const UNTRACED = /^\/(?:(?:health|assets|static)\/.*|login|logout)?(?:\?|$)/;

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
  setTracingDefaults();
  const reportOnce = once((reason: string) =>
    report(`OpenTelemetry: ${settings.destination} cannot be reached (${reason}). The server goes on; spans wait in a queue and are dropped once it is full.`),
  );
  const sdk = new NodeSDK({
    serviceName: settings.serviceName,
    instrumentations: [
      new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url = '' }) => UNTRACED.test(url) }),
      createFetchInstrumentation(),
      new DSPyInstrumentation({ detail: settings.detail, semconv: settings.semconv }),
    ],
    logRecordProcessors: [],
    ...(settings.metrics ? {} : { metricReaders: [] }),
    ...(settings.attributeCountLimit === undefined ? {} : { spanLimits: { attributeCountLimit: settings.attributeCountLimit } }),
    ...(settings.exporter === 'otlp' ? { traceExporter: new ReportingExporter(otlpExporter(settings.protocol), reportOnce) } : {}),
  });
  sdk.start();
  if (settings.exporter === 'otlp') probe(new URL(settings.destination), reportOnce);
  return {
    nameRoute,
    traceId: () => trace.getActiveSpan()?.spanContext().traceId,
    shutdown: (timeoutMs) => Promise.race([sdk.shutdown().catch(() => undefined), elapsed(timeoutMs)]),
  };
}

/** The exporters read address, headers, compression and certificates from the standard variables. */
function otlpExporter(protocol: OTLPProtocol): SpanExporter {
  switch (protocol) {
    case 'grpc':
      return new GRPCExporter();
    case 'http/json':
      return new HTTPJSONExporter();
    default:
      return new HTTPProtobufExporter();
  }
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
