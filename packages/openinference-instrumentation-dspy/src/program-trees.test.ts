import { describe, expect, test } from '@jest/globals';
import { ChainOfThought, ColBERTv2, context as settings, type Inputs, LM, Module, Prediction, Retrieve, signature } from '@dspy-otel/dspy';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type FakeProvider, type FakeProviderOptions, PASSAGES, startFakeProvider } from '../../../test/support/fake-provider.ts';
import { drawn, recordSpans } from './testing/record-spans.ts';

const RAG = signature('question: str -> context: list[str], answer: str');

class MyRAG extends Module<typeof RAG> {
  override readonly signature = RAG;
  readonly retrieve = new Retrieve({ k: 3 });
  readonly respond = new ChainOfThought('context: list[str], question: str -> answer: str');

  override async forward({ question }: Inputs<typeof RAG>) {
    const { passages } = await this.retrieve.call({ query: question });
    const { answer } = await this.respond.call({ context: passages, question });
    return new Prediction({ context: passages, answer });
  }
}

const QUESTION = 'What is the capital of France?';

async function ask(provider: FakeProvider, question = QUESTION, numRetries = 0) {
  const lm = new LM('openai/gpt-4o-mini', { apiBase: provider.apiBase, apiKey: 'sk-never-in-a-span', temperature: 0, numRetries, cache: false });
  return settings({ lm, rm: new ColBERTv2({ url: provider.searchURL }) }, () => new MyRAG().call({ question }));
}

/** Every question that stands anywhere in the spans, once. */
function questionsIn(spans: readonly ReadableSpan[]): string[] {
  return Array.from(new Set(JSON.stringify(spans.map(({ attributes }) => attributes)).match(/question <\d+>/g)));
}

const COMPACT = `MyRAG.forward (CHAIN)
  Retrieve.forward (RETRIEVER)
    ColBERTv2.__call__ (RETRIEVER)
  ChainOfThought.forward (CHAIN)
    LM.__call__ (LLM)
      OpenAI API call`;

const FULL = `MyRAG.forward (CHAIN)
  Retrieve.forward (RETRIEVER)
    ColBERTv2.__call__ (RETRIEVER)
  ChainOfThought.forward (CHAIN)
    Predict.forward (CHAIN)
      Predict(StringSignature).forward (CHAIN)
        ChatAdapter.__call__ (CHAIN)
          LM.__call__ (LLM)
            OpenAI API call`;

describe('MyRAG', () => {
  test.each([
    ['compact', COMPACT],
    ['full', FULL],
  ] as const)('has exactly the spans of the design in %s detail', async (detail, tree) => {
    await using provider = await startFakeProvider();
    using recorded = recordSpans({ detail });
    await ask(provider);
    expect(recorded.trees().map((root) => drawn(root))).toEqual([tree]);
    expect(recorded.spans().every(({ status }) => status.code === SpanStatusCode.OK || status.code === SpanStatusCode.UNSET)).toBe(true);
    expect(JSON.stringify(recorded.spans().map(({ attributes }) => attributes))).not.toContain('sk-never');
  });

  test('shows what each step was given and what it gave', async () => {
    await using provider = await startFakeProvider();
    using recorded = recordSpans({ detail: 'full', semconv: 'openinference' });
    await ask(provider);
    const given = JSON.stringify({ context: PASSAGES, question: QUESTION });
    const answered = JSON.stringify({ reasoning: 'It says so.', answer: `Answer to: ${QUESTION}` });
    for (const name of ['ChainOfThought.forward', 'Predict.forward', 'Predict(StringSignature).forward']) {
      expect(recorded.attributes(name)).toEqual({
        'openinference.span.kind': 'CHAIN',
        'input.value': given,
        'input.mime_type': 'application/json',
        'output.value': answered,
        'output.mime_type': 'application/json',
      });
    }
    const adapter = recorded.attributes('ChatAdapter.__call__');
    expect(adapter['output.value']).toBe(`[${answered}]`);
    expect(JSON.parse(String(adapter['input.value']))).toMatchObject({
      signature: { name: 'StringSignature', fields: 'context, question -> reasoning, answer' },
      demos: [],
      inputs: JSON.parse(given) as unknown,
    });
  });

  test('shows each attempt of a model call that is repeated', async () => {
    let attempts = 0;
    const options: FakeProviderOptions = { answer: () => ((attempts += 1) === 1 ? { status: 429, headers: { 'retry-after': '0' } } : {}) };
    await using provider = await startFakeProvider(options);
    using recorded = recordSpans();
    await ask(provider, QUESTION, 1);
    expect(recorded.trees().map((root) => drawn(root))).toEqual([`${COMPACT}\n      OpenAI API call`]);
    expect(recorded.attributes('LM.__call__')['dspy.lm.retries']).toBe(1);
  });

  test('shows where an answer could not be read: the model is fine, everything above it is not', async () => {
    await using provider = await startFakeProvider({ answer: () => ({ content: 'I forgot the format.' }) });
    using recorded = recordSpans({ detail: 'full' });
    await expect(ask(provider)).rejects.toMatchObject({ code: 'adapter_parse_error' });
    expect(recorded.spans().map(({ name, status }) => [name, status.code])).toEqual([
      ['ColBERTv2.__call__', SpanStatusCode.OK],
      ['Retrieve.forward', SpanStatusCode.OK],
      ['OpenAI API call', SpanStatusCode.UNSET],
      ['LM.__call__', SpanStatusCode.OK],
      ['ChatAdapter.__call__', SpanStatusCode.ERROR],
      ['OpenAI API call', SpanStatusCode.UNSET],
      ['LM.__call__', SpanStatusCode.OK],
      ['JSONAdapter.__call__', SpanStatusCode.ERROR],
      ['Predict(StringSignature).forward', SpanStatusCode.ERROR],
      ['Predict.forward', SpanStatusCode.ERROR],
      ['ChainOfThought.forward', SpanStatusCode.ERROR],
      ['MyRAG.forward', SpanStatusCode.ERROR],
    ]);
  });

  test('200 at once have 200 trees, each with its own question throughout', async () => {
    await using provider = await startFakeProvider();
    using recorded = recordSpans();
    await Promise.all(Array.from({ length: 200 }, (_, n) => ask(provider, `question <${n}>`)));
    expect(recorded.trees()).toHaveLength(200);
    expect(new Set(recorded.trees().map((root) => drawn(root)))).toEqual(new Set([COMPACT]));
    const traces = Map.groupBy(recorded.spans(), (span) => span.spanContext().traceId);
    const questions = Array.from(traces.values(), (spans) => questionsIn(spans).join());
    expect(new Set(questions)).toEqual(new Set(Array.from({ length: 200 }, (_, n) => `question <${n}>`)));
  }, 60_000);
});
