import { describe, expect, test } from '@jest/globals';
import { context as settings, ColBERTv2, Module, observe, Prediction, Retrieve } from '@dspy-otel/dspy';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { startFakeProvider } from '../../../test/support/fake-provider.ts';
import { drawn, recordSpans } from './testing/record-spans.ts';
import { ScriptedLM, ScriptedRetriever, textAnswer } from './testing/scripted.ts';

/** A model whose answer is fetched over HTTP, as a provider's package does it. */
function fetchingLM(apiBase: string, model = 'openai/gpt-4o-mini'): ScriptedLM {
  return new ScriptedLM(async ({ messages }) => {
    const response = await fetch(`${apiBase}/chat/completions?api-version=1&key=s3cret`, { method: 'POST', body: JSON.stringify({ model, messages }) });
    await response.text();
    if (!response.ok) throw new Error(`status ${response.status}`);
    return textAnswer('ok');
  }, model);
}

const HELLO = { messages: [{ role: 'user', content: 'hello' }], params: {} } as const;

class Searching extends Module {
  readonly #url: string;

  constructor(url: string) {
    super();
    this.#url = url;
  }

  override async forward() {
    const response = await fetch(this.#url);
    await response.text();
    return new Prediction({ status: response.status });
  }
}

describe('HTTP requests', () => {
  test('of a model are named after its provider and keep keys to themselves', async () => {
    await using provider = await startFakeProvider();
    using recorded = recordSpans();
    await fetchingLM(provider.apiBase).call(HELLO);
    expect(recorded.trees().map((tree) => drawn(tree))).toEqual(['ScriptedLM.__call__ (LLM)\n  OpenAI API call']);
    const span = recorded.span('OpenAI API call');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'url.full': `${provider.apiBase}/chat/completions?api-version=1&key=REDACTED`,
      'url.query': '?api-version=1&key=REDACTED',
      'server.port': provider.port,
    });
  });

  test.each([
    ['anthropic/claude-sonnet-4-5', 'Anthropic API call'],
    ['azure/deployment', 'Azure OpenAI API call'],
    ['acme/model', 'Acme API call'],
  ])('of %s are called %s', async (model, name) => {
    await using provider = await startFakeProvider();
    using recorded = recordSpans();
    await fetchingLM(provider.apiBase, model).call(HELLO);
    expect(recorded.span(name).kind).toBe(SpanKind.CLIENT);
  });

  test('that fail are marked, and so is every span above', async () => {
    await using provider = await startFakeProvider({ answer: () => ({ status: 500 }) });
    using recorded = recordSpans();
    await expect(fetchingLM(provider.apiBase).call(HELLO)).rejects.toThrow('status 500');
    expect(recorded.span('OpenAI API call').status.code).toBe(SpanStatusCode.ERROR);
    expect(recorded.span('ScriptedLM.__call__').status.code).toBe(SpanStatusCode.ERROR);
  });

  test('of the built-in search have no span beside its own', async () => {
    await using provider = await startFakeProvider();
    using recorded = recordSpans();
    const rm = new ColBERTv2({ url: provider.searchURL });
    await settings({ rm }, () => new Retrieve({ k: 2 }).call({ query: 'Where?' }));
    expect(recorded.trees().map((tree) => drawn(tree))).toEqual(['Retrieve.forward (RETRIEVER)\n  ColBERTv2.__call__ (RETRIEVER)']);
  });

  test('of one’s own modules, retrievers and tools keep their ordinary spans', async () => {
    await using provider = await startFakeProvider();
    using recorded = recordSpans();
    const get = async (): Promise<void> => void (await (await fetch(provider.searchURL)).text());
    await new Searching(provider.searchURL).call({});
    await new ScriptedRetriever(async () => {
      await get();
      return [];
    }).call('q');
    await observe({ kind: 'tool', name: 'browse', tool: { name: 'browse', parameters: {} }, args: {} }, get);
    await get();
    expect(recorded.trees().map((tree) => drawn(tree))).toEqual([
      'Searching.forward (CHAIN)\n  GET',
      'ScriptedRetriever.__call__ (RETRIEVER)\n  GET',
      'browse.__call__ (TOOL)\n  GET',
      'GET',
    ]);
  });

  test('of a tool called from within a model call are the tool’s, not the provider’s', async () => {
    await using provider = await startFakeProvider();
    using recorded = recordSpans();
    const lm = new ScriptedLM(async () => {
      await new Searching(provider.searchURL).call({});
      return textAnswer('ok');
    });
    await lm.call(HELLO);
    expect(recorded.trees().map((tree) => drawn(tree))).toEqual(['ScriptedLM.__call__ (LLM)\n  Searching.forward (CHAIN)\n    GET']);
  });
});
