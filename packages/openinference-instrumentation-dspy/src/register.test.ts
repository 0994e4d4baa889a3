import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { drawnTrace, startGRPCReceiver, startOTLPReceiver } from '../../../test/support/otlp-receiver.ts';
import { completion, startFakeProvider } from '../../dspy/test-fixtures/fake-provider.ts';
import { chatAnswer } from '../../dspy/test-fixtures/scripted-lm.ts';

const PROGRAM = join(import.meta.dirname, '../test-fixtures/traced-program.ts');

/** Runs the program as its own process, with these variables and none of the developer's. */
async function run(env: Readonly<Record<string, string>>): Promise<string> {
  await using provider = await startFakeProvider(() => completion(chatAnswer({ answer: 'Paris' })));
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:OTEL_|OPENINFERENCE_|DSPY_|NODE_OPTIONS$)/.test(name)));
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=dspy-source', PROGRAM], { env: { ...inherited, ...env, API_BASE: `${provider.url}/v1` } });
  return stdout;
}

describe('a program that imports register', () => {
  test('is traced as the standard variables say, to the last span', async () => {
    await using receiver = await startOTLPReceiver();
    const said = await run({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_SERVICE_NAME: 'my-program', DSPY_OTEL_DETAIL: 'full' });
    expect(said).toBe('Paris\n');
    expect(drawnTrace(receiver.spans)).toBe('Predict.forward (CHAIN)\n  Predict(StringSignature).forward (CHAIN)\n    ChatAdapter.__call__ (CHAIN)\n      LM.__call__ (LLM)\n        OpenAI API call');
    expect(new Set(receiver.spans.map(({ serviceName }) => serviceName))).toEqual(new Set(['my-program']));
  });

  test('sends protobuf over HTTP unless told otherwise, with the headers that a hosted backend asks for', async () => {
    await using receiver = await startOTLPReceiver();
    await run({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint.replace('/v1/traces', '/api/public/otel'), OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20abc' });
    expect(receiver.deliveries.map(({ path, contentType, authorization }) => ({ path, contentType, authorization }))).toEqual([{ path: '/api/public/otel/v1/traces', contentType: 'application/x-protobuf', authorization: 'Basic abc' }]);
  });

  test('sends gRPC when told to', async () => {
    await using receiver = await startGRPCReceiver();
    await run({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(receiver.deliveries.map(({ path }) => path)).toEqual(['/opentelemetry.proto.collector.trace.v1.TraceService/Export']);
  });

  test.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])('runs untraced with %j', async (env) => {
    await using receiver = await startOTLPReceiver();
    expect(await run({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint, ...env })).toBe('Paris\n');
    expect(receiver.deliveries).toEqual([]);
  });

  test('runs as it would alone when nobody takes its spans', async () => {
    expect(await run({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/v1/traces', OTEL_BSP_EXPORT_TIMEOUT: '1000', OTEL_EXPORTER_OTLP_TIMEOUT: '1000' })).toBe('Paris\n');
  });
});
