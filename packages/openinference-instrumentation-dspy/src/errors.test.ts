import { describe, expect, test } from '@jest/globals';
import { LMTransportError, Module, Prediction } from '@dspy-otel/dspy';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpans } from './testing/record-spans.ts';
import { ScriptedLM } from './testing/scripted.ts';

class Asking extends Module {
  readonly #lm: ScriptedLM;

  constructor(lm: ScriptedLM) {
    super();
    this.#lm = lm;
  }

  override async forward() {
    const { outputs } = await this.#lm.call({ messages: [{ role: 'user', content: 'hello' }], params: {} });
    return new Prediction({ answer: outputs[0]?.text });
  }
}

function failing(thrown: unknown): Asking {
  return new Asking(
    new ScriptedLM(() => {
      throw thrown;
    }),
  );
}

describe('an operation that fails', () => {
  test('has an error status and an exception event on its span and on those above, and the error arrives unchanged', async () => {
    using recorded = recordSpans();
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:1');
    const error = new LMTransportError('openai/gpt-4o-mini cannot be reached', { model: 'openai/gpt-4o-mini', cause });
    await expect(failing(error).call({})).rejects.toBe(error);

    for (const name of ['ScriptedLM.__call__', 'Asking.forward']) {
      const { status, events, attributes } = recorded.span(name);
      expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'LMTransportError: openai/gpt-4o-mini cannot be reached' });
      expect(attributes['error.type']).toBe('lm_unavailable');
      expect(attributes).not.toHaveProperty(['output.value']);
      expect(events).toHaveLength(1);
      expect(events[0]?.name).toBe('exception');
      expect(events[0]?.attributes).toEqual({
        'exception.type': 'LMTransportError',
        'exception.message': 'openai/gpt-4o-mini cannot be reached',
        'exception.stacktrace': `${error.stack}\nCaused by: ${cause.stack}`,
      });
    }
  });

  test.each([
    ['text', 'oops', 'string: oops', 'string', 'oops'],
    ['an object', { code: 1 }, 'object: {"code":1}', 'object', '{"code":1}'],
    ['nothing', undefined, 'undefined: undefined', 'undefined', 'undefined'],
  ])('by throwing %s is told as it is', async (_name, thrown, message, type, text) => {
    using recorded = recordSpans();
    await expect(failing(thrown).call({})).rejects.toBe(thrown);
    const { status, events } = recorded.span('Asking.forward');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message });
    expect(events[0]?.attributes).toMatchObject({ 'exception.type': type, 'exception.message': text });
  });

  test('with a chain of causes that closes on itself is still told', async () => {
    using recorded = recordSpans();
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    await expect(failing(error).call({})).rejects.toBe(error);
    expect(recorded.span('Asking.forward').events[0]?.attributes?.['exception.stacktrace']).toMatch(/^Error: a[\s\S]*Caused by: Error: b/);
  });
});
