import { describe, expect, test } from '@jest/globals';
import { setMetadata, setSession, setTags, setUser } from '@arizeai/openinference-core';
import { Module, Predict, Prediction } from '@dspy-otel/dspy';
import { context } from '@opentelemetry/api';
import { AlwaysOffSampler, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { startFakeProvider } from '../../../test/support/fake-provider.ts';
import { DSPyInstrumentation } from './instrumentation.ts';
import { drawn, recordSpans } from './testing/record-spans.ts';
import { ScriptedLM, textAnswer } from './testing/scripted.ts';

class Echo extends Module {
  override async forward(inputs: object) {
    return new Prediction(inputs);
  }
}

/** Every program's number that appears anywhere in the spans. */
function numbersIn(spans: readonly ReadableSpan[]): number[] {
  const text = JSON.stringify(spans.map(({ attributes }) => attributes));
  const found = new Set<number>();
  for (const [, inMessage, inInputs] of text.matchAll(/number (\d+)|\{\\"n\\":(\d+)\}/g)) found.add(Number(inMessage ?? inInputs));
  return Array.from(found);
}

describe('the instrumentation', () => {
  test('is on when it is made, and records nothing while it is disabled', async () => {
    using recorded = recordSpans();
    recorded.instrumentation.disable();
    await new Echo().call({ n: 1 });
    recorded.instrumentation.enable();
    recorded.instrumentation.enable();
    await new Echo().call({ n: 2 });
    expect(recorded.spans().map(({ attributes }) => attributes['input.value'])).toEqual(['{"n":2}']);
  });

  test('is off when made so', async () => {
    using recorded = recordSpans({ enabled: false });
    await new Echo().call({});
    expect(recorded.spans()).toEqual([]);
  });

  test('sends spans to the provider it is given last', async () => {
    using recorded = recordSpans();
    const exporter = new InMemorySpanExporter();
    recorded.instrumentation.setTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
    await new Echo().call({});
    expect(recorded.spans()).toEqual([]);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['Echo.forward']);
  });

  test('follows a changed configuration', async () => {
    using recorded = recordSpans();
    recorded.instrumentation.setConfig({ captureMessageContent: false });
    await new Echo().call({ secret: 1 });
    expect(recorded.attributes('Echo.forward')['input.value']).toBe('__REDACTED__');
  });

  test('does not look at the data of a trace that is not sampled', async () => {
    using recorded = recordSpans({}, { sampler: new AlwaysOffSampler() });
    let looked = 0;
    const inputs = { toJSON: () => (looked += 1) };
    await new Echo().call(inputs);
    expect({ looked, spans: recorded.spans() }).toEqual({ looked: 0, spans: [] });
  });

  test('leaves a program alone when there is no SDK', async () => {
    const instrumentation = new DSPyInstrumentation();
    try {
      expect((await new Echo().call({ n: 1 })).toJSON()).toEqual({ n: 1 });
    } finally {
      instrumentation.disable();
    }
  });

  test('puts session, user, metadata and tags of the context on every span', async () => {
    using recorded = recordSpans();
    const ctx = setTags(setMetadata(setUser(setSession(context.active(), { sessionId: 's-1' }), { userId: 'u-1' }), { plan: 'free' }), ['a', 'b']);
    await context.with(ctx, () => new Echo().call({}));
    expect(recorded.attributes('Echo.forward')).toMatchObject({ 'session.id': 's-1', 'user.id': 'u-1', metadata: '{"plan":"free"}', 'tag.tags': '["a","b"]' });
  });

  test('keeps 200 concurrent programs in 200 trees, with the HTTP request of each below its own model call', async () => {
    await using provider = await startFakeProvider();
    using recorded = recordSpans();
    class Asking extends Module {
      override async forward({ n }: { n: number }) {
        const lm = new ScriptedLM(async ({ messages }) => {
          const response = await fetch(`${provider.apiBase}/chat/completions`, { method: 'POST', body: JSON.stringify({ model: 'm', messages }) });
          return textAnswer(((await response.json()) as { choices: [{ message: { content: string } }] }).choices[0].message.content);
        });
        const { outputs } = await lm.call({ messages: [{ role: 'user', content: `[[ ## question ## ]]\nnumber ${n}` }], params: {} });
        return new Prediction({ answer: outputs[0]?.text });
      }
    }
    await Promise.all(Array.from({ length: 200 }, (_, n) => new Asking().call({ n })));

    expect(new Set(recorded.trees().map((tree) => drawn(tree)))).toEqual(new Set(['Asking.forward (CHAIN)\n  ScriptedLM.__call__ (LLM)\n    OpenAI API call']));
    expect(recorded.trees()).toHaveLength(200);
    const traces = Map.groupBy(recorded.spans(), (span) => span.spanContext().traceId);
    const numbers = Array.from(traces.values(), numbersIn);
    expect(numbers.toSorted(([a = 0], [b = 0]) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => [n]));
  }, 30_000);

  test('has no span for a bare Predict in compact detail', async () => {
    using recorded = recordSpans();
    await new Predict('question -> answer').call({ question: 'q' }).catch(() => undefined);
    expect(recorded.spans().map(({ name }) => name)).not.toContain('Predict.forward');
  });
});
