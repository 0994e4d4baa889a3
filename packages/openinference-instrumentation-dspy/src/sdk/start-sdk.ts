import type { Instrumentation } from '@opentelemetry/instrumentation';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { countOf } from '../environment.ts';
import { LiveSpanProcessor } from './live-span-processor.ts';
import { OTLPExporter, type OTLPProtocol } from './otlp-exporter.ts';


/** What of the SDK is not left to the standard `OTEL_*` variables. */
export interface SDKOptions {
  /** `service.name`; the SDK's own choice unless given. */
  readonly serviceName?: string | undefined;
  /** How spans travel over OTLP; `undefined` leaves the exporter to `OTEL_TRACES_EXPORTER`. */
  readonly protocol: OTLPProtocol | undefined;
  readonly instrumentations: readonly Instrumentation[];
  /** Whether spans announce themselves while they run. */
  readonly live: boolean;
  /** Whether there are metrics, for the exporter that `OTEL_METRICS_EXPORTER` names. */
  readonly metrics: boolean;
  /** Told why a batch of spans could not be delivered, each time. The SDK itself says nothing unless a log level is set. */
  readonly onExportFailure?: ((reason: string) => void) | undefined;
}

/** A conversation takes several attributes per message; the SDK's default of 128 drops the rest without a word. */
const ATTRIBUTE_COUNT_LIMIT = 16_384;

/** Traces are watched live, so they leave twice a second. */
const SCHEDULE_DELAY_MS = 500;

/** Starts the OpenTelemetry SDK. Must run before what is to be instrumented is loaded. */
export function startSDK({ serviceName, protocol, instrumentations, live, metrics, onExportFailure }: SDKOptions, env: NodeJS.ProcessEnv = process.env): NodeSDK {
  const sdk = new NodeSDK({
    ...(serviceName !== undefined && { serviceName }),
    instrumentations: [...instrumentations],
    logRecordProcessors: [],
    ...(metrics ? {} : { metricReaders: [] }),
    ...(env['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'] || env['OTEL_ATTRIBUTE_COUNT_LIMIT'] ? {} : { spanLimits: { attributeCountLimit: ATTRIBUTE_COUNT_LIMIT } }),
    ...(protocol !== undefined && { spanProcessors: processors(new OTLPExporter({ protocol, onFailure: onExportFailure }), live, env) }),
  });
  sdk.start();
  return sdk;
}

/** Running spans go out before ended ones, so that their announcement is not what arrives last. */
function processors(exporter: OTLPExporter, live: boolean, env: NodeJS.ProcessEnv): SpanProcessor[] {
  const maxQueueSize = countOf(env, 'OTEL_BSP_MAX_QUEUE_SIZE', 2048);
  const batch = new BatchSpanProcessor({
    exporter,
    maxQueueSize,
    maxExportBatchSize: Math.min(countOf(env, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512), maxQueueSize),
    scheduledDelayMillis: countOf(env, 'OTEL_BSP_SCHEDULE_DELAY', SCHEDULE_DELAY_MS),
    exportTimeoutMillis: countOf(env, 'OTEL_BSP_EXPORT_TIMEOUT', 30_000),
  });
  return live ? [new LiveSpanProcessor({ exporter }), batch] : [batch];
}
