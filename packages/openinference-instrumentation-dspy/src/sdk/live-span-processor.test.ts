import { describe, expect, jest, test } from '@jest/globals';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { AlwaysOffSampler, type ReadableSpan, type SpanExporter, TracerProvider, type TracerProviderOptions } from '@opentelemetry/sdk-trace';
import { LiveSpanProcessor } from './live-span-processor.ts';

/** Keeps what is exported, and answers only when told to. */
class HeldExporter implements SpanExporter {
  readonly records: ReadableSpan[] = [];
  answer: () => void = () => undefined;

  export(spans: ReadableSpan[], done: (result: { code: ExportResultCode }) => void): void {
    this.records.push(...spans);
    this.answer = () => done({ code: ExportResultCode.SUCCESS });
  }

  async shutdown(): Promise<void> {}
}

function live(options: TracerProviderOptions = {}, maxWaiting = 10) {
  const exporter = new HeldExporter();
  const provider = new TracerProvider({ ...options, spanProcessors: [new LiveSpanProcessor({ exporter, delayMs: 100, maxWaiting })] });
  return { exporter, tracer: provider.getTracer('test', '1.0'), provider };
}

describe('a running span', () => {
  test('announces itself with what is short of it, marked, and without an end', async () => {
    jest.useFakeTimers();
    const { exporter, tracer } = live();
    const parent = tracer.startSpan('parent');
    const span = tracer.startSpan('LM.__call__', {}, trace.setSpan(ROOT_CONTEXT, parent));
    span.setAttributes({ 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'input.value': 'x'.repeat(300), 'llm.token_count.prompt': 1, list: ['a'] });
    jest.advanceTimersByTime(100);
    jest.useRealTimers();
    expect(exporter.records.map(({ name }) => name)).toEqual(['parent', 'LM.__call__']);
    const record = exporter.records[1];
    expect(record).toMatchObject({
      name: 'LM.__call__',
      endTime: [0, 0],
      ended: false,
      parentSpanContext: parent.spanContext(),
      attributes: { 'dspy.live': true, 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.token_count.prompt': 1 },
    });
    expect(Object.keys(record?.attributes ?? {})).not.toContain('input.value');
    expect(record?.spanContext()).toEqual(span.spanContext());
  });

  test('announces nothing when it ends soon, is not sampled, or too many wait', () => {
    jest.useFakeTimers();
    const soon = live();
    soon.tracer.startSpan('soon').end();
    const off = live({ sampler: new AlwaysOffSampler() });
    off.tracer.startSpan('off');
    const full = live({}, 1);
    for (const name of ['first', 'second']) full.tracer.startSpan(name);
    jest.advanceTimersByTime(100);
    jest.useRealTimers();
    expect([soon, off, full].map(({ exporter }) => exporter.records.map(({ name }) => name))).toEqual([[], [], ['first']]);
  });

  test('is announced once, and not at all while the backend has not taken what was announced before', () => {
    jest.useFakeTimers();
    const { exporter, tracer } = live();
    const names = (): string[] => exporter.records.map(({ name }) => name);
    tracer.startSpan('first');
    jest.advanceTimersByTime(300);
    tracer.startSpan('second');
    jest.advanceTimersByTime(300);
    expect(names()).toEqual(['first']);
    exporter.answer();
    tracer.startSpan('third');
    jest.advanceTimersByTime(300);
    jest.useRealTimers();
    expect(names()).toEqual(['first', 'third']);
  });

  test('announces nothing after the end of tracing', async () => {
    jest.useFakeTimers();
    const { exporter, tracer, provider } = live();
    tracer.startSpan('late');
    await provider.shutdown();
    jest.advanceTimersByTime(300);
    jest.useRealTimers();
    expect(exporter.records).toEqual([]);
  });
});
