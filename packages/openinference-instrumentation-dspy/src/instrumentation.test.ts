import { describe, expect, test } from '@jest/globals';
import { setMetadata, setSession, setTags, setUser } from '@arizeai/openinference-core';
import { Module, Prediction } from '@dspy-otel/dspy';
import { context } from '@opentelemetry/api';
import { AlwaysOffSampler, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { DSPyInstrumentation } from './instrumentation.ts';
import { recordSpans } from './testing/record-spans.ts';

class Echo extends Module {
  override async forward(inputs: object) {
    return new Prediction(inputs);
  }
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
});
