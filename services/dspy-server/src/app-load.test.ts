import { once } from 'node:events';
import { connect } from 'node:net';
import { request as httpRequest } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { Prediction, signature } from '@dspy-otel/dspy';
import { closeServer, createHTTPServer } from './http/http-server.ts';
import { DEFAULT_SERVER_SETTINGS } from './http/server-settings.ts';
import { ProgramRunner } from './load/program-runner.ts';
import { gate } from './testing/gate.ts';
import { serveApp } from './testing/test-app.ts';
import { testProgram } from './testing/test-program.ts';

const post = (url: string, init: RequestInit = {}): Promise<Response> => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}', ...init });

/** A program whose calls begin and end when the test says so. */
function gated(name: string) {
  const begun = gate();
  const open = gate();
  const program = testProgram(name, async () => {
    begun.pass();
    await open.passed(1);
    return { done: true };
  });
  return { program, begun, open };
}

describe('a program whose places are taken', () => {
  test('is answered 429 with Retry-After, and others are served', async () => {
    const { program, begun, open } = gated('Busy');
    await using app = await serveApp({ served: [program, testProgram('Free', () => ({}))], settings: { concurrency: 2, queueLength: 1 } });
    const admitted = [post(`${app.base}/Busy`), post(`${app.base}/Busy`)];
    await begun.passed(2);
    const waiting = post(`${app.base}/Busy`);
    while (app.runner.queueOf('Busy').waiting === 0) await new Promise((resolve) => setImmediate(resolve));

    const refused = await post(`${app.base}/Busy`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(await refused.json()).toEqual({ detail: 'Busy is busy: 2 calls run and 1 wait', request_id: refused.headers.get('x-request-id') });
    expect((await post(`${app.base}/Free`)).status).toBe(200);

    open.pass();
    expect((await Promise.all([...admitted, waiting])).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(app.reported).toEqual([]);
  });

  test('does not run a call whose caller went away while it waited', async () => {
    const { program, begun, open } = gated('Busy');
    await using app = await serveApp({ served: [program], settings: { concurrency: 1, queueLength: 5 } });
    const first = post(`${app.base}/Busy`);
    await begun.passed(1);
    const gone = new AbortController();
    const waiting = post(`${app.base}/Busy`, { signal: gone.signal });
    while (app.runner.queueOf('Busy').waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    gone.abort();
    await expect(waiting).rejects.toThrow();
    while (app.runner.queueOf('Busy').waiting > 0) await new Promise((resolve) => setImmediate(resolve));
    open.pass();
    await first;
    expect(app.ended).toHaveLength(1);
  });
});

describe('a program that never returns', () => {
  test('is answered 504 in time, is told so, and gives its place back', async () => {
    let told: unknown;
    const stuck = testProgram('Stuck', (_inputs, { signal }) => {
      signal.addEventListener('abort', () => (told = signal.reason));
      return new Promise(() => undefined);
    });
    await using app = await serveApp({ served: [stuck], settings: { concurrency: 1, requestTimeoutMs: 30 } });
    for (const _time of ['once', 'again']) {
      const answer = await post(`${app.base}/Stuck`);
      expect(answer.status).toBe(504);
      expect(await answer.json()).toMatchObject({ detail: 'timeout: Stuck did not answer within 30 ms' });
    }
    expect(told).toMatchObject({ status: 504 });
    expect(app.runner.queueOf('Stuck').running).toBe(0);
  });

  test('and takes no notice is answered 504 all the same when it returns later', async () => {
    const open = gate();
    const slow = testProgram('Slow', async () => {
      await open.passed(1);
      return {};
    });
    await using app = await serveApp({ served: [slow], settings: { requestTimeoutMs: 20 } });
    const answer = await post(`${app.base}/Slow`);
    open.pass();
    expect(answer.status).toBe(504);
    expect(app.ended).toHaveLength(1);
  });
});

describe('a server that stops', () => {
  test('finishes calls in flight', async () => {
    const { program, begun, open } = gated('Slow');
    await using app = await serveApp({ served: [program] });
    const answer = post(`${app.base}/Slow`);
    await begun.passed(1);
    app.beginStopping();
    open.pass();
    const { status, headers } = await answer;
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
  });

  test('begins no call, says when to come back, and does not report that as a failure', async () => {
    await using app = await serveApp({ served: [testProgram('Echo', () => ({}))] });
    app.beginStopping();
    const refused = await post(`${app.base}/Echo`);
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('connection')]).toEqual([503, '1', 'close']);
    expect(await refused.json()).toEqual({ detail: 'The server is stopping', request_id: refused.headers.get('x-request-id') });
    expect([app.ended, app.reported]).toEqual([[], []]);
  });

  test('listens until its calls have ended', async () => {
    const { program, begun, open } = gated('Slow');
    const runner = new ProgramRunner({ ...DEFAULT_SERVER_SETTINGS, onEnd: () => undefined });
    const server = createHTTPServer((_request, response) => response.end(), DEFAULT_SERVER_SETTINGS);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const call = runner.run(program, {}, { cancel: new AbortController() });
    await begun.passed(1);
    const closed = closeServer(server, runner, 60_000, once(server, 'close'));
    expect((await post(`http://127.0.0.1:${(server.address() as { port: number }).port}/`, { headers: { connection: 'close' } })).status).toBe(200);
    open.pass();
    await call;
    expect(await closed).toBe(0);
    expect(server.listening).toBe(false);
  });

  test('cancels what is not done at the deadline and answers 503', async () => {
    const begun = gate();
    const runner = new ProgramRunner({ ...DEFAULT_SERVER_SETTINGS, onEnd: () => undefined });
    const stuck = testProgram('Stuck', () => {
      begun.pass();
      return new Promise(() => undefined);
    });
    const server = createHTTPServer((_request, response) => {
      runner.run(stuck, {}, { cancel: new AbortController() }).catch((error: unknown) => {
        response.writeHead((error as { status: number }).status).end();
      });
    }, DEFAULT_SERVER_SETTINGS);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const answer = post(`http://127.0.0.1:${(server.address() as { port: number }).port}/`, { headers: { connection: 'close' } });
    await begun.passed(1);
    const cut = closeServer(server, runner, 320, once(server, 'close'));
    expect((await answer).status).toBe(503);
    expect(await cut).toBe(1);
  });
});

describe('what is not a request', () => {
  test.each([
    ['bytes that are no HTTP', 'nonsense\r\n\r\n', 400],
    ['headers that are too long', `GET / HTTP/1.1\r\nhost: localhost\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['headers that take too long', 'GET / HTTP/1.1\r\nhost: ', 408],
  ])('%s gets %s %d in the shape of all errors', async (_name, text, status) => {
    await using app = await serveApp({ served: [], settings: { headersTimeoutMs: 100, receiveTimeoutMs: 100 } });
    const socket = connect(app.port, '127.0.0.1');
    socket.write(text);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const id = /x-request-id: (\S+)/.exec(head)?.[1];
    expect(JSON.parse(body)).toEqual({ detail: expect.any(String), request_id: id });
  });
});

describe('the id of a request', () => {
  test.each([
    ['is the one that the caller gave', 'order-17.b', 'order-17.b'],
    ['is a new one when the given one could forge a log', 'a b"c', /^[0-9a-f-]{36}$/],
    ['is a new one when none was given', undefined, /^[0-9a-f-]{36}$/],
  ])('%s', async (_name, given, expected) => {
    await using app = await serveApp({ served: [testProgram('Echo', () => ({}))] });
    const { headers } = await post(`${app.base}/Echo`, { headers: { 'content-type': 'application/json', ...(given === undefined ? {} : { 'x-request-id': given }) } });
    const id = headers.get('x-request-id');
    if (typeof expected === 'string') expect(id).toBe(expected);
    else expect(id).toMatch(expected);
    expect(app.ended[0]?.origin.requestId).toBe(id);
  });
});

describe('input that is made to do harm', () => {
  const spec = signature('question: str -> answer: str');
  const echo = testProgram('Echo', ({ question }) => new Prediction({ answer: question }), { signature: spec });
  const free = testProgram('Free', (inputs) => inputs);

  test('a body of 50 MB gets 413, and the next request is served', async () => {
    await using app = await serveApp({ served: [echo] });
    const request = httpRequest(`${app.base}/Echo`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    request.on('error', () => undefined);
    const answered = once(request, 'response');
    for (let sent = 0; sent < 50; sent += 1) request.write(Buffer.alloc(1024 * 1024, 'x'));
    request.end();
    const [response] = (await answered) as [{ statusCode: number }];
    expect(response.statusCode).toBe(413);
    expect((await post(`${app.base}/Echo`, { body: '{"question":"q"}' })).status).toBe(200);
  });

  test.each([
    ['lists', '['.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000)],
    ['valid lists', `{"question":${'['.repeat(4000)}${']'.repeat(4000)}}`],
  ])('%s nested deeply get 422', async (_name, body) => {
    await using app = await serveApp({ served: [echo, free] });
    for (const path of ['/Echo', '/Free']) {
      const answer = await post(app.base + path, { body });
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ detail: [{ type: 'json_invalid', ctx: { error: 'Nested more than 500 levels deep' } }] });
    }
  });

  test('brackets in text are no nesting', async () => {
    await using app = await serveApp({ served: [echo] });
    const question = `${'['.repeat(2000)}\\"{`;
    const answer = await post(`${app.base}/Echo`, { body: JSON.stringify({ question }) });
    expect(await answer.json()).toEqual({ answer: question });
  });

  test('__proto__ keys change no object but the one they are in', async () => {
    await using app = await serveApp({ served: [free] });
    const body = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const answer = await post(`${app.base}/Free`, { body });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(body);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Reflect.get(app.ended[0]?.inputs ?? {}, 'polluted')).toBeUndefined();
  });
});
