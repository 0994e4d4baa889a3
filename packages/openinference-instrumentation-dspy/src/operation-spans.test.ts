import { describe, expect, test } from '@jest/globals';
import { Module, observe, Prediction, Retrieve, type Values, context as settings } from '@dspy-otel/dspy';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpans } from './testing/record-spans.ts';
import { ScriptedRetriever } from './testing/scripted.ts';

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
});
