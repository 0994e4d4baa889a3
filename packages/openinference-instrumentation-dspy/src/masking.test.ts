import { describe, expect, test } from '@jest/globals';
import { generateTraceConfig, OITracer, type TraceConfigOptions } from '@arizeai/openinference-core';
import { ChatAdapter, context as settings, Embedder, type LMRequest, type LMResponse, Module, observe, Predict, Prediction, signature } from '@dspy-otel/dspy';
import type { DSPyInstrumentationConfig } from './config.ts';
import { recordSpans, type SpanRecording } from './testing/record-spans.ts';
import { ScriptedLM, ScriptedRetriever, textAnswer } from './testing/scripted.ts';

const LONG_IMAGE = `data:image/png;base64,${'IMAGE'.repeat(10_000)}`;

/** Every piece of content is a word of its own, so that a test can look for it anywhere. */
const REQUEST: LMRequest = {
  messages: [
    { role: 'system', content: 'SYSTEM' },
    { role: 'user', content: [{ type: 'text', text: 'QUESTION' }, { type: 'image', url: 'https://example.org/PICTURE' }, { type: 'image', url: LONG_IMAGE }] },
    { role: 'assistant', content: 'THOUGHT', toolCalls: [{ id: '1', name: 'find', args: { q: 'ARGUMENT' } }] },
    { role: 'tool', toolCallId: '1', toolName: 'find', content: 'FOUND' },
  ],
  tools: [{ name: 'find', description: 'TOOLTEXT', parameters: {} }],
  params: { temperature: 0.125 },
};

const RESPONSE: LMResponse = {
  outputs: [{ text: 'ANSWER', finishReason: 'stop', reasoning: 'REASONING', toolCalls: [{ id: '2', name: 'find', args: { q: 'SECONDARGUMENT' } }] }],
  model: 'gpt-4o-mini',
  cacheHit: false,
};

const INPUT_TEXT = ['SYSTEM', 'QUESTION', 'THOUGHT', '"ARGUMENT', 'FOUND'];
const OUTPUT_TEXT = ['ANSWER', 'REASONING', 'SECONDARGUMENT'];
const REST = ['INPUTS', 'OUTPUTS', 'TOOLTEXT', 'TOOLARGS', 'TOOLRESULT', 'QUERY', 'PASSAGE', 'PICTURE', '0.125', 'FAILURE', 'EMBEDDED', 'VARIABLE', 'TEMPLATE', 'UNREADABLE'];
const EVERYTHING = [...INPUT_TEXT, ...OUTPUT_TEXT, ...REST];

class Program extends Module {
  override async forward() {
    await new ScriptedLM(() => RESPONSE).call(REQUEST);
    await observe({ kind: 'tool', name: 'find', tool: { name: 'find', parameters: {} }, args: { q: 'TOOLARGS' } }, async () => 'TOOLRESULT');
    await new ScriptedRetriever(() => [{ text: 'PASSAGE', metadata: { note: 'PASSAGE' } }]).call('QUERY');
    await new Embedder((texts) => texts.map(() => [1, 2])).call('EMBEDDED');
    const lm = new ScriptedLM(() => textAnswer('UNREADABLE'));
    const adapter = new ChatAdapter({ useJsonAdapterFallback: false });
    await settings({ lm, adapter }, () => new Predict(signature('TEMPLATE -> answer')).call({ TEMPLATE: 'VARIABLE' })).catch(() => undefined);
    return new Prediction({ answer: 'OUTPUTS' });
  }
}

async function runProgram(config: DSPyInstrumentationConfig): Promise<SpanRecording> {
  const recorded = recordSpans({ detail: 'full', ...config });
  await new Program().call({ question: 'INPUTS' });
  const broken = new ScriptedLM(() => {
    throw new Error('FAILURE');
  }, 'openai/broken');
  await broken.call({ messages: [], params: {} }).catch(() => undefined);
  return recorded;
}

/** Which of the words stand anywhere in the spans: names, attributes, events, status. */
function shown(recorded: SpanRecording): string[] {
  const everything = JSON.stringify(recorded.spans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status }))).replaceAll('\\"', '"').replaceAll('\\"', '"');
  return EVERYTHING.filter((word) => everything.includes(word));
}

const without = (...hidden: string[]): string[] => EVERYTHING.filter((word) => !hidden.includes(word));

describe('what may not be seen stands nowhere in a span', () => {
  test.each<[string, DSPyInstrumentationConfig, string[]]>([
    ['nothing hidden', {}, EVERYTHING],
    ['hideInputs', { traceConfig: { hideInputs: true } }, [...OUTPUT_TEXT, 'OUTPUTS', 'TOOLRESULT', 'PASSAGE', '0.125', 'UNREADABLE']],
    ['hideOutputs', { traceConfig: { hideOutputs: true } }, [...INPUT_TEXT, 'INPUTS', 'TOOLTEXT', 'TOOLARGS', 'QUERY', 'PICTURE', '0.125', 'EMBEDDED', 'VARIABLE', 'TEMPLATE']],
    ['hideInputMessages', { traceConfig: { hideInputMessages: true } }, without(...INPUT_TEXT, 'PICTURE', 'FAILURE')],
    ['hideOutputMessages', { traceConfig: { hideOutputMessages: true } }, without(...OUTPUT_TEXT, 'FAILURE', 'UNREADABLE')],
    ['hideInputText', { traceConfig: { hideInputText: true } }, without(...INPUT_TEXT, 'FAILURE')],
    ['hideOutputText', { traceConfig: { hideOutputText: true } }, without(...OUTPUT_TEXT, 'FAILURE', 'UNREADABLE')],
    ['hideInputImages', { traceConfig: { hideInputImages: true } }, without('PICTURE')],
    ['hideLLMTools', { traceConfig: { hideLLMTools: true } }, without('TOOLTEXT')],
    ['hideInvocationParameters', { hideInvocationParameters: true }, without('0.125')],
    ['captureMessageContent: false', { captureMessageContent: false }, ['0.125']],
    ['each of the words as a pattern', { redact: EVERYTHING.map((word) => new RegExp(word.replace('.', String.raw`\.`))) }, ['0.125']],
  ])('%s', async (_name, config, expected) => {
    using recorded = await runProgram(config);
    expect(shown(recorded)).toEqual(EVERYTHING.filter((word) => expected.includes(word)));
  });

  test.each<[string, DSPyInstrumentationConfig, boolean]>([
    ['by its hash and size', {}, false],
    ['when it is longer than the limit, even if images are asked for', { captureImages: true }, false],
    ['by nothing when it is asked for', { captureImages: true, traceConfig: { base64ImageMaxLength: 100_000 } }, true],
  ])('an image is replaced %s', async (_name, config, isWhole) => {
    using recorded = await runProgram(config);
    const attributes = recorded.spans()[0]?.attributes ?? {};
    expect(attributes['llm.input_messages.1.message.contents.2.message_content.image.image.url']).toBe(isWhole ? LONG_IMAGE : '[image/png 37500 bytes sha256:9738790cc0b04f9f]');
    expect(JSON.stringify(recorded.spans().map((span) => span.attributes)).includes('IMAGEIMAGE')).toBe(isWhole);
  });

  test('hidden input.value is redacted as OpenInference does it', async () => {
    using recorded = await runProgram({ traceConfig: { hideInputs: true } });
    const attributes = recorded.attributes('Program.forward');
    expect(attributes['input.value']).toBe('__REDACTED__');
    expect(attributes).not.toHaveProperty(['input.mime_type']);
  });
});

describe('OpenInference’s own masking', () => {
  const flags: TraceConfigOptions[] = [
    {},
    { hideInputs: true },
    { hideOutputs: true },
    { hideInputMessages: true },
    { hideOutputMessages: true },
    { hideInputText: true },
    { hideOutputText: true },
    { hideInputImages: true },
    { hideLLMTools: true },
  ];

  test.each(flags)('finds nothing left to hide with %j', async (traceConfig) => {
    using recorded = await runProgram({ traceConfig });
    using masked = recordSpans();
    const tracer = new OITracer({ tracer: masked.provider.getTracer('test'), traceConfig: generateTraceConfig(traceConfig) });
    for (const [index, { attributes }] of recorded.spans().entries()) {
      // OpenInference brings an API package of its own, whose types are not the same.
      tracer.startSpan(`masked ${index}`, { attributes: attributes as Record<string, string> }).end();
      expect(masked.attributes(`masked ${index}`)).toEqual(attributes);
    }
  });
});
