import { describe, expect, test } from '@jest/globals';
import { failureOf, KEY, modelAt } from '../../test-fixtures/asking.ts';
import { completion, failure, type Reply, startFakeProvider } from '../../test-fixtures/fake-provider.ts';
import { context } from '../settings.ts';

/** Retries at once, where an answer says so. */
const AT_ONCE = { headers: { 'retry-after-ms': '0' } };

describe('failures', () => {
  test.each<[string, Reply, string]>([
    ['401', failure(401, 'no', { code: 'invalid_api_key' }), 'auth'],
    ['403', failure(403, 'no'), 'auth'],
    ['402', failure(402, 'pay'), 'billing'],
    ['a used-up quota', failure(429, 'quota', { code: 'insufficient_quota' }), 'billing'],
    ['404', failure(404, 'no such model'), 'invalid_request'],
    ['400', failure(400, 'bad'), 'invalid_request'],
    ['a long prompt', failure(400, 'too much', { code: 'context_length_exceeded' }), 'context_window_exceeded'],
    ['a long prompt in words', failure(400, "This model's maximum context length is 10 tokens."), 'context_window_exceeded'],
    ['an answer that is not JSON', { body: '<html>' }, 'unexpected_response'],
    ['an answer without choices', { body: { choices: [] } }, 'unexpected_response'],
  ])('%s is not repeated and has the code of its kind', async (_name, reply, code) => {
    await using provider = await startFakeProvider(() => reply);
    const error = await failureOf(modelAt(provider).call('hi'));
    expect(error).toMatchObject({ code, isRetryable: false, model: 'openai/gpt-4o-mini' });
    expect(error.cause).toBeInstanceOf(Error);
    expect(provider.requests).toHaveLength(1);
  });

  test.each([
    ['rate_limit', failure(429, 'slow down', AT_ONCE)],
    ['lm_unavailable', failure(500, 'broken', AT_ONCE)],
    ['lm_unavailable', failure(503, 'broken', AT_ONCE)],
    ['lm_unavailable', failure(409, 'conflict', AT_ONCE)],
    ['timeout', failure(408, 'slow', AT_ONCE)],
  ])('%s is repeated three times, then thrown', async (code, reply) => {
    await using provider = await startFakeProvider(() => reply);
    const error = await failureOf(modelAt(provider).call('hi'));
    expect(error).toMatchObject({ code, isRetryable: true, retryAfterMs: 0 });
    expect(provider.requests).toHaveLength(4);
  });

  test('a repeated call that comes through says how often it failed', async () => {
    await using provider = await startFakeProvider((_request, index) => (index < 2 ? failure(500, 'broken', AT_ONCE) : completion('well')));
    expect(await modelAt(provider).call('hi')).toMatchObject({ outputs: [{ text: 'well' }], retries: 2 });
  });

  test('numRetries: 0 repeats nothing', async () => {
    await using provider = await startFakeProvider(() => failure(500, 'broken', AT_ONCE));
    await failureOf(modelAt(provider, { numRetries: 0 }).call('hi'));
    expect(provider.requests).toHaveLength(1);
  });

  test('a provider that asks for more than a minute is not waited for', async () => {
    await using provider = await startFakeProvider(() => failure(429, 'tomorrow', { headers: { 'retry-after': '3600' } }));
    expect(await failureOf(modelAt(provider).call('hi'))).toMatchObject({ code: 'rate_limit', retryAfterMs: 3_600_000 });
    expect(provider.requests).toHaveLength(1);
  });

  test('nobody listening and a broken connection are the same kind of failure', async () => {
    const gone = await startFakeProvider(() => completion('hello'));
    await gone[Symbol.asyncDispose]();
    const refused = await failureOf(modelAt(gone, { numRetries: 0 }).call('hi'));
    expect(refused).toMatchObject({ code: 'lm_unavailable', isRetryable: true, status: undefined });
    expect(refused.message).toContain(`connect ECONNREFUSED ${new URL(gone.url).host}`);
    await using provider = await startFakeProvider(() => 'hang up');
    expect(await failureOf(modelAt(provider, { numRetries: 0 }).call('hi'))).toMatchObject({ code: 'lm_unavailable', isRetryable: true });
  });

  test('no error holds the prompt, which may be private and long', async () => {
    await using provider = await startFakeProvider(() => failure(400, 'bad'));
    const error = await failureOf(modelAt(provider).call('my private question'));
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('my private question');
  });

  test('no error shows the API key, wherever the provider repeats it', async () => {
    await using provider = await startFakeProvider(() => failure(401, `Incorrect API key provided: ${KEY}.`));
    const error = await failureOf(modelAt(provider).call('hi'));
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(KEY);
    expect(JSON.stringify(error)).not.toContain(KEY);
    expect(inspect(modelAt(provider), { depth: 10, showHidden: true })).not.toContain(KEY);
  });
});

describe('ending early', () => {
  test('timeoutMs of the model ends one attempt, and the attempt is repeated', async () => {
    await using provider = await startFakeProvider((_request, index) => (index === 0 ? 'silence' : completion('at last')));
    const response = await modelAt(provider, { timeoutMs: 300, numRetries: 1 }).call('hi');
    expect(response).toMatchObject({ outputs: [{ text: 'at last' }], retries: 1 });
    await provider.abandoned;
  });

  test('timeoutMs of the settings ends the whole call and its connection', async () => {
    await using provider = await startFakeProvider(() => 'silence');
    const error = await failureOf(context({ timeoutMs: 50 }, () => modelAt(provider).call('hi')));
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('50 ms') });
    await provider.abandoned;
    expect(provider.requests).toHaveLength(1);
  });

  test('the signal of the settings ends the call and its connection, with its reason as the cause', async () => {
    const reason = new Error('the visitor left');
    const controller = new AbortController();
    await using provider = await startFakeProvider(() => {
      controller.abort(reason);
      return 'silence';
    });
    const error = await failureOf(context({ signal: controller.signal }, () => modelAt(provider).call('hi')));
    expect(error).toMatchObject({ code: 'aborted', cause: reason });
    await provider.abandoned;
  });

  test('the signal ends the wait before a retry', async () => {
    const controller = new AbortController();
    await using provider = await startFakeProvider(() => {
      setImmediate(() => controller.abort());
      return failure(429, 'later', { headers: { 'retry-after': '30' } });
    });
    expect(await failureOf(context({ signal: controller.signal }, () => modelAt(provider).call('hi')))).toMatchObject({ code: 'aborted' });
  });

  test('a signal that has fired before asks nobody', async () => {
    await using provider = await startFakeProvider(() => completion('hello'));
    expect(await failureOf(context({ signal: AbortSignal.abort() }, () => modelAt(provider).call('hi')))).toMatchObject({ code: 'aborted' });
    expect(provider.requests).toHaveLength(0);
  });
});
