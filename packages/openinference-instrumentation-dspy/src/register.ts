/**
 * `import '@dspy-otel/openinference-instrumentation-dspy/register'`, or `node --import` with that name, traces every DSPy program of a process:
 * it starts the OpenTelemetry SDK as the standard `OTEL_*` variables say, with spans for DSPy and for `fetch`. What is on its way is sent when the
 * process has nothing left to do; a program that calls `process.exit()` awaits {@link shutdown} first.
 */
import { flagOf, oneOf } from './environment.ts';
import { createFetchInstrumentation } from './http-spans.ts';
import { DSPyInstrumentation } from './instrumentation.ts';
import { startSDK } from './sdk/start-sdk.ts';

const { env } = process;
const exporter = env['OTEL_TRACES_EXPORTER']?.trim() || 'otlp';
const protocolVariable = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ? 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL' : 'OTEL_EXPORTER_OTLP_PROTOCOL';

const sdk = flagOf(env, 'OTEL_SDK_DISABLED')
  ? undefined
  : startSDK({
      protocol: exporter === 'otlp' ? oneOf(env, protocolVariable, ['http/protobuf', 'http/json', 'grpc'], 'http/protobuf') : undefined,
      instrumentations: [new DSPyInstrumentation(), createFetchInstrumentation()],
      live: flagOf(env, 'DSPY_OTEL_LIVE'),
      metrics: Boolean(env['OTEL_METRICS_EXPORTER']),
    });

let stopping: Promise<void> | undefined;

/** Sends what is waiting and ends tracing. Once; never fails. */
export function shutdown(): Promise<void> {
  return (stopping ??= sdk?.shutdown().catch(() => undefined) ?? Promise.resolve());
}

process.once('beforeExit', () => void shutdown());
