import { describe, expect, test } from '@jest/globals';
import { ChainOfThought, context as settings, LM, Predict, streamify } from '@dspy-otel/dspy';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { completion, failure, HANG_UP, type Reply, startFakeProvider, streamed } from '../../dspy/test-fixtures/fake-provider.ts';
import { chatAnswer } from '../../dspy/test-fixtures/scripted-lm.ts';
import { recordSpans } from './testing/record-spans.ts';

const QUESTION = { question: 'What is the capital of France?' };
const ANSWER = chatAnswer({ answer: 'Paris' });

/** A model that gets these replies in turn. */
async function withModel<T>(replies: readonly Reply[], run: () => Promise<T>): Promise<T> {
  await using provider = await startFakeProvider((_request, index) => replies[index] ?? 'hang up');
  const lm = new LM('openai/gpt-4o-mini', { apiBase: `${provider.url}/v1`, apiKey: 'sk-none', cache: false, numRetries: 1 });
  return await settings({ lm }, run);
}

/** Runs a program as a stream to its end. */
async function readAll(): Promise<void> {
  for await (const _ of streamify(new ChainOfThought('question -> answer'))(QUESTION));
}

function* endless(): Generator<string> {
  for (;;) yield `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content: 'x ' }, finish_reason: null }] })}\n\n`;
}

function eventsOf({ events }: ReadableSpan): unknown[] {
  return events.map(({ name, attributes }) => ({ name, ...attributes }));
}

describe('a model call', () => {
  test('notes each attempt that failed, why, and how long it waited', async () => {
    using recorded = recordSpans();
    await withModel([failure(429, 'slow down', { headers: { 'retry-after-ms': '1' } }), completion(ANSWER)], () => new Predict('question -> answer').call(QUESTION));
    const span = recorded.span('LM.__call__');
    expect(eventsOf(span)).toEqual([
      {
        name: 'dspy.retry',
        'dspy.retry.attempt': 1,
        'dspy.retry.wait_ms': 1,
        'error.type': 'rate_limit',
        'exception.type': 'LMRateLimitError',
        'exception.message': expect.stringContaining('slow down'),
      },
    ]);
    expect({ status: span.status.code, retries: span.attributes['dspy.lm.retries'] }).toEqual({ status: SpanStatusCode.OK, retries: 1 });
  });

  test('says nothing of why in a trace without content', async () => {
    using recorded = recordSpans({ captureMessageContent: false });
    await withModel([failure(429, 'slow down', { headers: { 'retry-after-ms': '1' } }), completion(ANSWER)], () => new Predict('question -> answer').call(QUESTION));
    expect(eventsOf(recorded.span('LM.__call__'))).toMatchObject([{ 'exception.type': 'LMRateLimitError', 'exception.message': '__REDACTED__' }]);
  });

  test('that streams says when its first token came, and ends when the stream ends', async () => {
    using recorded = recordSpans();
    await withModel([streamed(['[[ ## answer ## ]]\n', 'Par', 'is', '\n\n[[ ## completed ## ]]'])], async () => {
      for await (const _ of streamify(new Predict('question -> answer'))(QUESTION));
    });
    const span = recorded.span('LM.__call__');
    expect(eventsOf(span)).toEqual([{ name: 'dspy.first_token' }]);
    expect(span.attributes).toMatchObject({ 'gen_ai.request.stream': true, 'llm.token_count.total': 17, 'llm.output_messages.0.message.content': ANSWER });
    const firstTokenMs = Number(span.attributes['dspy.lm.time_to_first_token_ms']);
    const durationMs = span.duration[0] * 1000 + span.duration[1] / 1e6;
    expect(firstTokenMs).toBeGreaterThan(0);
    expect(firstTokenMs).toBeLessThanOrEqual(durationMs);
    expect(span.attributes['gen_ai.response.time_to_first_chunk']).toBe(firstTokenMs / 1000);
  });

  test('whose stream breaks is in error', async () => {
    using recorded = recordSpans();
    await expect(withModel([streamed(['[[ ## answer ## ]]\nPar', HANG_UP])], readAll)).rejects.toThrow();
    expect(recorded.spans().map(({ name, status }) => [name, status.code])).toEqual([
      ['OpenAI API call', SpanStatusCode.ERROR],
      ['LM.__call__', SpanStatusCode.ERROR],
      ['ChainOfThought.forward', SpanStatusCode.ERROR],
    ]);
  });

  test('whose reader leaves is cancelled, and its spans end', async () => {
    using recorded = recordSpans();
    await withModel([{ pieces: endless() }], async () => {
      for await (const item of streamify(new ChainOfThought('question -> answer'))(QUESTION)) if (item) break;
      await recorded.until((spans) => spans.some(({ name }) => name === 'ChainOfThought.forward'));
    });
    expect(recorded.span('LM.__call__')).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'aborted' } });
  });
});

describe('an answer that cannot be read', () => {
  const replies = [completion('I forgot the form.'), completion('{"reasoning":"known","answer":"Paris"}')];

  test('is noted on the module around it, which succeeds when the answer is asked for again', async () => {
    using recorded = recordSpans();
    await withModel(replies, () => new ChainOfThought('question -> answer').call(QUESTION));
    const span = recorded.span('ChainOfThought.forward');
    expect(eventsOf(span)).toEqual([
      {
        name: 'dspy.parse_failure',
        'dspy.adapter': 'ChatAdapter',
        'error.type': 'adapter_parse_error',
        'exception.type': 'AdapterParseError',
        'exception.message': expect.stringContaining('I forgot the form.'),
      },
    ]);
    expect(span.status.code).toBe(SpanStatusCode.OK);
  });

  test('is noted on the adapter in full detail', async () => {
    using recorded = recordSpans({ detail: 'full' });
    await withModel(replies, () => new ChainOfThought('question -> answer').call(QUESTION));
    expect(recorded.span('ChatAdapter.__call__').events.map(({ name }) => name)).toEqual(['dspy.parse_failure', 'exception']);
    expect(recorded.span('ChainOfThought.forward').events).toEqual([]);
  });
});
