import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { LMServerError, Prediction, signature, StatusMessage, StreamResponse } from '@dspy-otel/dspy';
import { pollUntil } from '../../../test/support/poll-until.ts';
import { gate } from './testing/gate.ts';
import { allEvents, readEvents } from './testing/read-events.ts';
import { serveApp } from './testing/test-app.ts';
import { testProgram } from './testing/test-program.ts';

const spec = signature('question: str -> answer: str');
const piece = (chunk: string, isLastChunk = false): StreamResponse => new StreamResponse({ predictName: 'self', signatureFieldName: 'answer', chunk, isLastChunk, callIndex: 0 });

const ask = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: '{"question":"Why?"}', ...init });

describe('a program asked for events', () => {
  test('gives pieces as they are generated, what it does, and its result last', async () => {
    const open = gate();
    const program = testProgram('Story', () => new Prediction({ answer: 'Once upon' }), {
      signature: spec,
      async *pieces() {
        yield new StatusMessage('thinking');
        yield piece('Once');
        await open.passed(1);
        yield piece(' upon', true);
      },
    });
    await using app = await serveApp({ served: [program], traceId: 'c0ffee00c0ffee00c0ffee00c0ffee00' });
    const response = await ask(`${app.base}/Story`);
    expect([response.status, response.headers.get('content-type'), response.headers.get('x-trace-id')]).toEqual([200, 'text/event-stream; charset=utf-8', 'c0ffee00c0ffee00c0ffee00c0ffee00']);
    const events = readEvents(response);
    expect((await events.next()).value).toEqual({ event: 'status', data: { message: 'thinking' } });
    expect((await events.next()).value).toEqual({ event: 'field', data: { field: 'answer', text: 'Once', last: false, predictor: 'self', call: 0 } });
    open.pass();
    expect((await events.next()).value).toEqual({ event: 'field', data: { field: 'answer', text: ' upon', last: true, predictor: 'self', call: 0 } });
    expect((await events.next()).value).toEqual({ event: 'result', data: { answer: 'Once upon' } });
    expect((await events.next()).done).toBe(true);
    expect(app.ended.map(({ outcome }) => outcome)).toEqual([{ output: '{"answer":"Once upon"}' }]);
    // When it ends, this process may be on its way out.
    expect(response.headers.get('connection')).toBe('close');
  });

  test('tells in the stream what went wrong after it began', async () => {
    const program = testProgram('Broken', () => undefined, {
      signature: spec,
      *pieces() {
        yield piece('Once');
        throw new LMServerError('openai/gpt-4o-mini answered 500', { model: 'openai/gpt-4o-mini', status: 500 });
      },
    });
    await using app = await serveApp({ served: [program] });
    const response = await ask(`${app.base}/Broken`);
    expect(await allEvents(response)).toEqual([
      { event: 'field', data: expect.objectContaining({ text: 'Once' }) },
      { event: 'error', data: { status: 502, detail: 'lm_unavailable: openai/gpt-4o-mini answered 500', request_id: response.headers.get('x-request-id') } },
    ]);
    expect(app.reported).toMatchObject([{ status: 502 }]);
  });

  test('ends in time for a caller that does not read', async () => {
    const program = testProgram('Long', () => undefined, {
      signature: spec,
      *pieces() {
        for (;;) yield piece('x'.repeat(100_000));
      },
    });
    await using app = await serveApp({ served: [program], settings: { requestTimeoutMs: 300 } });
    const request = httpRequest(`${app.base}/Long`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' } });
    request.end('{"question":"Why?"}');
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
    await pollUntil(async () => app.ended.length === 1, { what: 'the end of the call', timeoutMs: 20_000 });
    expect(app.ended.map(({ outcome }) => outcome)).toEqual([{ error: expect.objectContaining({ status: 504 }) }]);
    expect(app.runner.queueOf('Long').running).toBe(0);
    await expect(textOf(response)).rejects.toThrow('aborted');
    expect(app.reported).toEqual([]);
  });

  test('is answered 504 in the stream when it takes too long', async () => {
    const program = testProgram('Stuck', () => new Promise(() => undefined), { signature: spec });
    await using app = await serveApp({ served: [program], settings: { requestTimeoutMs: 30 } });
    expect(await allEvents(await ask(`${app.base}/Stuck`))).toEqual([{ event: 'error', data: expect.objectContaining({ status: 504 }) }]);
  });

  test('is refused as ever before it begins', async () => {
    const begun = gate();
    const program = testProgram('Busy', () => new Promise(() => undefined), {
      signature: spec,
      *pieces() {
        begun.pass();
        yield piece('x');
      },
    });
    await using app = await serveApp({ served: [program], settings: { concurrency: 1, queueLength: 0 } });
    expect((await ask(`${app.base}/Busy`, { body: '{}' })).status).toBe(422);
    const first = await ask(`${app.base}/Busy`);
    await begun.passed(1);
    const refused = await ask(`${app.base}/Busy`);
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'application/json; charset=utf-8']);
    await first.body?.cancel();
  });

  test('is cancelled when the caller goes away', async () => {
    const cancelled = gate();
    const program = testProgram(
      'Endless',
      (_inputs, { signal }) => {
        signal.addEventListener('abort', () => cancelled.pass());
        return new Promise(() => undefined);
      },
      { signature: spec, pieces: () => [piece('Once')] },
    );
    await using app = await serveApp({ served: [program] });
    const request = httpRequest(`${app.base}/Endless`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' } });
    request.on('error', () => undefined);
    request.end('{"question":"q"}');
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
    await once(response, 'data');
    request.destroy();
    await cancelled.passed(1);
    expect(app.runner.queueOf('Endless').running).toBe(0);
    expect(app.ended).toHaveLength(1);
    expect(app.reported).toEqual([]);
  });
});

test.each([
  ['application/json', 'application/json; charset=utf-8'],
  ['*/*', 'application/json; charset=utf-8'],
  ['application/json, text/event-stream', 'application/json; charset=utf-8'],
  ['text/event-stream, application/json;q=0.5', 'text/event-stream; charset=utf-8'],
])('Accept: %s is answered %s', async (accept, type) => {
  await using app = await serveApp({ served: [testProgram('Echo', () => ({ answer: 'x' }))] });
  const response = await ask(`${app.base}/Echo`, { headers: { 'content-type': 'application/json', accept } });
  expect(response.headers.get('content-type')).toBe(type);
  await response.text();
});
