import { describe, expect, test } from '@jest/globals';
import { ChainOfThought, context as settings, Module, Prediction, Tool } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import { AlwaysOffSampler, InMemorySpanExporter, type Sampler, SamplingDecision, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { DSPyInstrumentation } from './instrumentation.ts';
import { programVersion } from './program-version.ts';
import { recordSpans } from './testing/record-spans.ts';
import { ScriptedLM, textAnswer } from './testing/scripted.ts';
import { usingAttributes } from './using-attributes.ts';

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

  test('tells samplers what they may choose by when a span starts, and nothing that anybody said', async () => {
    const seen: [string, Attributes][] = [];
    const sampler: Sampler = {
      shouldSample: (_context, _traceId, name, _kind, attributes) => (seen.push([name, { ...attributes }]), { decision: SamplingDecision.RECORD_AND_SAMPLED }),
      toString: () => 'spy',
    };
    using _recorded = recordSpans({}, { sampler });
    const lm = new ScriptedLM(() => textAnswer('[[ ## reasoning ## ]]\nr\n\n[[ ## answer ## ]]\na'));
    const program = new ChainOfThought('question -> answer');
    await usingAttributes({ sessionId: 's-1', userId: 'u-1' }, () => settings({ lm }, () => program.call({ question: 'Why?' })));
    await new Tool({ name: 'add', description: 'Adds.', parameters: {}, func: () => 1 }).call({});
    const who = { 'session.id': 's-1', 'user.id': 'u-1' };
    expect(seen).toEqual([
      ['ChainOfThought.forward', { 'openinference.span.kind': 'CHAIN', 'dspy.program.version': programVersion(program), ...who }],
      [
        'ScriptedLM.__call__',
        {
          'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.provider': 'openai', 'llm.system': 'openai',
          'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o-mini', 'gen_ai.conversation.id': 's-1', ...who,
        },
      ],
      ['add.__call__', { 'openinference.span.kind': 'TOOL', 'tool.name': 'add', 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'add' }],
    ]);
  });

  test('leaves a program alone when there is no SDK', async () => {
    const instrumentation = new DSPyInstrumentation();
    try {
      expect((await new Echo().call({ n: 1 })).toJSON()).toEqual({ n: 1 });
    } finally {
      instrumentation.disable();
    }
  });

  test('puts session, user, metadata, tags and more on every span below usingAttributes', async () => {
    using recorded = recordSpans();
    const shared = { sessionId: 's-1', userId: 'u-1', metadata: { plan: 'free', key: `sk-${'a1B2'.repeat(8)}` }, tags: ['a', 'b'], attributes: { team: 'blue' } };
    const answered = await usingAttributes(shared, async () => {
      await new ScriptedLM(() => textAnswer('ok')).call('hello');
      return new Echo().call({});
    });
    expect(answered.toJSON()).toEqual({});
    const expected = { 'session.id': 's-1', 'user.id': 'u-1', metadata: '{"plan":"free","key":"__REDACTED__"}', 'tag.tags': '["a","b"]', team: 'blue' };
    expect(recorded.attributes('Echo.forward')).toMatchObject(expected);
    expect(recorded.attributes('ScriptedLM.__call__')).toMatchObject({ ...expected, 'gen_ai.conversation.id': 's-1' });
    await new Echo().call({});
    expect(recorded.spans().at(-1)?.attributes).not.toHaveProperty(['session.id']);
  });
});
