import { describe, expect, test } from '@jest/globals';
import {
  answerExactMatch,
  BootstrapFewShot,
  context as settings,
  Embedder,
  Evaluate,
  Example,
  JavaScriptSandbox,
  Module,
  observe,
  Predict,
  Prediction,
  Retrieve,
  Tool,
  type Values,
} from '@dspy-otel/dspy';
import { SpanStatusCode } from '@opentelemetry/api';
import { startFakeProvider } from '../../dspy/test-fixtures/fake-provider.ts';
import { programVersion } from './program-version.ts';
import { drawn, recordSpans } from './testing/record-spans.ts';
import { ScriptedLM, ScriptedRetriever, textAnswer } from './testing/scripted.ts';

const PASSAGES = [
  { text: 'Paris is in France.', id: '7', score: 22.5, metadata: { source: 'wiki' } },
  { text: 'Rome is in Italy.', score: 19 },
];

const WEATHER = { name: 'weather', description: 'Tells the weather.', parameters: { type: 'object', properties: { city: { type: 'string' } } } };

class Shout extends Module {
  override async forward(inputs: object) {
    return new Prediction({ loud: Object.keys(inputs).join(' ').toUpperCase() });
  }
}

function sameWord(example: Example<{ loud: string }>, prediction: Prediction<{ loud: string }>): boolean {
  return example.loud === prediction.loud;
}

function callTool(args: Values, run: () => Promise<unknown>): Promise<unknown> {
  return observe({ kind: 'tool', name: 'weather', tool: WEATHER, args }, run);
}

const DOCUMENTS = {
  'retrieval.documents.0.document.content': 'Paris is in France.',
  'retrieval.documents.0.document.id': '7',
  'retrieval.documents.0.document.score': 22.5,
  'retrieval.documents.0.document.metadata': '{"source":"wiki"}',
  'retrieval.documents.1.document.content': 'Rome is in Italy.',
  'retrieval.documents.1.document.score': 19,
  'gen_ai.operation.name': 'retrieval',
  'gen_ai.retrieval.query.text': 'Where?',
  'gen_ai.retrieval.documents': '[{"id":"7","score":22.5,"content":"Paris is in France."},{"score":19,"content":"Rome is in Italy."}]',
  'openinference.span.kind': 'RETRIEVER',
  'input.mime_type': 'application/json',
  'output.mime_type': 'application/json',
};

describe('spans', () => {
  test('of a module: its inputs and outputs as JSON', async () => {
    using recorded = recordSpans();
    await new Shout().call({ question: 'why', big: 3n });
    expect(recorded.trees()).toEqual([{ name: 'Shout.forward', kind: 'CHAIN', children: [] }]);
    expect(recorded.attributes('Shout.forward')).toEqual({
      'openinference.span.kind': 'CHAIN',
      'input.value': '{"question":"why","big":"3"}',
      'input.mime_type': 'application/json',
      'output.value': '{"loud":"QUESTION BIG"}',
      'output.mime_type': 'application/json',
    });
    expect(recorded.span('Shout.forward').status).toEqual({ code: SpanStatusCode.OK });
  });

  test('of a search and of Retrieve above it: documents with ids, scores and metadata', async () => {
    using recorded = recordSpans();
    const rm = new ScriptedRetriever(() => PASSAGES);
    await settings({ rm }, () => new Retrieve({ k: 2 }).call({ query: 'Where?' }));
    expect(recorded.trees()).toEqual([
      { name: 'Retrieve.forward', kind: 'RETRIEVER', children: [{ name: 'ScriptedRetriever.__call__', kind: 'RETRIEVER', children: [] }] },
    ]);
    expect(recorded.attributes('ScriptedRetriever.__call__')).toEqual({ ...DOCUMENTS, 'input.value': '{"query":"Where?","k":2}', 'output.value': JSON.stringify(PASSAGES) });
    expect(recorded.attributes('Retrieve.forward')).toEqual({
      ...DOCUMENTS,
      'dspy.program.version': expect.stringMatching(/^[0-9a-f]{12}$/),
      'input.value': '{"query":"Where?"}',
      'output.value': '{"passages":["Paris is in France.","Rome is in Italy."]}',
    });
  });

  test('of a tool: name, description, parameters, arguments and result', async () => {
    using recorded = recordSpans();
    await callTool({ city: 'Paris' }, async () => ({ sky: 'grey' }));
    expect(recorded.attributes('weather.__call__')).toEqual({
      'openinference.span.kind': 'TOOL',
      'tool.name': 'weather',
      'tool.description': 'Tells the weather.',
      'tool.parameters': '{"type":"object","properties":{"city":{"type":"string"}}}',
      'input.value': '{"city":"Paris"}',
      'input.mime_type': 'application/json',
      'output.value': '{"sky":"grey"}',
      'output.mime_type': 'application/json',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'gen_ai.tool.description': 'Tells the weather.',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.arguments': '{"city":"Paris"}',
      'gen_ai.tool.call.result': '{"sky":"grey"}',
    });
  });

  test('of a tool and a search in GenAI’s words only', async () => {
    using recorded = recordSpans({ semconv: 'gen_ai' });
    await callTool({ city: 'Paris' }, async () => 'grey');
    await new ScriptedRetriever(() => []).call('Where?', 1);
    expect(recorded.attributes('weather.__call__')).toEqual({
      'openinference.span.kind': 'TOOL',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'gen_ai.tool.description': 'Tells the weather.',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.arguments': '{"city":"Paris"}',
      'gen_ai.tool.call.result': '"grey"',
    });
    expect(recorded.attributes('ScriptedRetriever.__call__')).toEqual({
      'openinference.span.kind': 'RETRIEVER',
      'gen_ai.operation.name': 'retrieval',
      'gen_ai.retrieval.query.text': 'Where?',
      'gen_ai.retrieval.documents': '[]',
    });
  });

  test('of an embedding: texts, how large its vectors are, tokens and cost; the vectors only when asked for', async () => {
    const reply = { body: { data: [0, 1].map((index) => ({ object: 'embedding', index, embedding: [1, 0, index] })), model: 'text-embedding-3-small', usage: { prompt_tokens: 4, total_tokens: 4 } } };
    await using provider = await startFakeProvider(() => reply);
    using recorded = recordSpans();
    const embedder = new Embedder('openai/text-embedding-3-small', { apiBase: `${provider.url}/v1`, apiKey: 'sk-none', cache: false });
    await embedder.call(['a', 'b']);
    const expected = {
      'openinference.span.kind': 'EMBEDDING',
      'embedding.model_name': 'text-embedding-3-small',
      'embedding.embeddings.0.embedding.text': 'a',
      'embedding.embeddings.1.embedding.text': 'b',
      'input.value': '["a","b"]',
      'input.mime_type': 'application/json',
      'output.value': '{"vectors":2,"dimensions":3}',
      'output.mime_type': 'application/json',
      'llm.token_count.prompt': 4,
      'llm.token_count.total': 4,
      'llm.cost.prompt': 8e-8,
      'llm.cost.total': 8e-8,
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'text-embedding-3-small',
      'gen_ai.response.model': 'text-embedding-3-small',
      'gen_ai.embeddings.dimension.count': 3,
      'gen_ai.usage.input_tokens': 4,
    };
    expect(recorded.attributes('Embedder.__call__')).toEqual(expected);
    expect(recorded.trees().map((tree) => drawn(tree))).toEqual(['Embedder.__call__ (EMBEDDING)\n  OpenAI API call']);

    recorded.instrumentation.setConfig({ captureEmbeddings: true });
    await embedder.call(['a', 'b']);
    expect(recorded.spans().at(-1)?.attributes).toEqual({ ...expected, 'embedding.embeddings.0.embedding.vector': [1, 0, 0], 'embedding.embeddings.1.embedding.vector': [1, 0, 1] });
  });

  test('of an evaluation: what is evaluated and how good it is, with every call below', async () => {
    using recorded = recordSpans();
    const devset = ['one', 'two'].map((word) => new Example({ word, loud: 'WORD' }).withInputs('word'));
    await new Evaluate({ devset, metric: sameWord, numThreads: 1 }).call(new Shout());
    expect(recorded.trees().map((tree) => drawn(tree))).toEqual(['Evaluate.__call__ (EVALUATOR)\n  Shout.forward (CHAIN)\n  Shout.forward (CHAIN)']);
    expect(recorded.attributes('Evaluate.__call__')).toEqual({
      'openinference.span.kind': 'EVALUATOR',
      'input.value': '{"program":"Shout","metric":"sameWord","examples":2}',
      'input.mime_type': 'application/json',
      'output.value': '{"score":100,"examples":2,"failures":0}',
      'output.mime_type': 'application/json',
      'dspy.evaluation.score': 100,
    });
  });

  test('of an optimizer: what it makes of what, with everything it runs below', async () => {
    using recorded = recordSpans();
    const trainset = [new Example({ question: 'Why?', answer: 'Because.' }).withInputs('question')];
    const lm = new ScriptedLM(() => textAnswer('[[ ## answer ## ]]\nBecause.'));
    const compiled = await settings({ lm }, () => new BootstrapFewShot({ metric: answerExactMatch }).compile(new Predict('question -> answer'), { trainset }));
    expect(recorded.trees().map((tree) => drawn(tree))).toEqual(['BootstrapFewShot.compile (CHAIN)\n  LabeledFewShot.compile (CHAIN)\n  ScriptedLM.__call__ (LLM)']);
    expect(recorded.attributes('BootstrapFewShot.compile')).toEqual({
      'openinference.span.kind': 'CHAIN',
      'input.value': '{"student":"Predict","examples":1}',
      'input.mime_type': 'application/json',
      'output.value': '{"program":"Predict","demos":{"self":1}}',
      'output.mime_type': 'application/json',
      'dspy.program.version': programVersion(compiled),
    });
  });

  test('of code in a sandbox, with the tools that it calls below', async () => {
    using recorded = recordSpans();
    const double = new Tool({ name: 'double', description: 'Doubles.', parameters: { n: 'int' }, func: ({ n }) => 2 * n });
    await using sandbox = new JavaScriptSandbox({ tools: [double] });
    await sandbox.run("SUBMIT(await tools['double']({ n: 21 }))");
    expect(recorded.trees().map((tree) => drawn(tree))).toEqual(['JavaScriptSandbox.__call__ (TOOL)\n  double.__call__ (TOOL)']);
    expect(recorded.attributes('JavaScriptSandbox.__call__')).toMatchObject({ 'input.value': `{"code":"SUBMIT(await tools['double']({ n: 21 }))"}`, 'output.value': '{"output":"","submitted":42}' });
  });
});
