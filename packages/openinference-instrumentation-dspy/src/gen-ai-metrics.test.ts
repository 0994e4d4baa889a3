import { expect, test } from '@jest/globals';
import { Embedder, LMTransportError } from '@dspy-otel/dspy';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { recordSpans } from './testing/record-spans.ts';
import { ScriptedLM, textAnswer } from './testing/scripted.ts';

const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o-mini' };

test('calls of models and embeddings are measured, sampled or not, when there is a meter', async () => {
  using recorded = recordSpans({}, { sampler: new AlwaysOffSampler() });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })] });
  recorded.instrumentation.setMeterProvider(provider);
  await new ScriptedLM(() => ({ ...textAnswer('ok'), usage: { promptTokens: 120, completionTokens: 30, totalTokens: 150 } })).call('hello');
  const failing = new ScriptedLM(() => {
    throw new LMTransportError('down', { model: 'openai/gpt-4o-mini' });
  });
  await failing.call('hello').catch(() => undefined);
  await new Embedder((texts) => texts.map(() => [1])).call('a');
  await provider.forceFlush();

  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  expect(metrics.map(({ descriptor: { name, unit } }) => [name, unit])).toEqual([
    ['gen_ai.client.operation.duration', 's'],
    ['gen_ai.client.token.usage', '{token}'],
  ]);
  const [durations, tokens] = metrics.map(({ dataPoints }) => dataPoints);
  const answered = { ...CHAT, 'gen_ai.response.model': 'gpt-4o-mini-2024-07-18' };
  expect(durations?.map(({ attributes }) => attributes)).toEqual([
    answered,
    { ...CHAT, 'error.type': 'lm_unavailable' },
    { 'gen_ai.operation.name': 'embeddings', 'gen_ai.provider.name': 'function', 'gen_ai.request.model': 'function', 'gen_ai.response.model': 'function' },
  ]);
  expect(tokens?.map(({ attributes, value }) => [attributes, (value as { sum: number }).sum])).toEqual([
    [{ ...answered, 'gen_ai.token.type': 'input' }, 120],
    [{ ...answered, 'gen_ai.token.type': 'output' }, 30],
  ]);
  await provider.shutdown();
});
