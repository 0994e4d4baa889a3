import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AdapterParseError, LMAuthError, LMRateLimitError, LMServerError, LMTimeoutError, LMTransportError, Prediction, RetrieverError, type Signature, signature } from '@dspy-otel/dspy';
import { callerGone } from './load/program-runner.ts';
import type { Program } from './programs/program.ts';
import { serveApp, type TestApp } from './testing/test-app.ts';
import { type Run, testProgram } from './testing/test-program.ts';

const LIMIT = 2000;

function program(name: string, spec: Signature | undefined, run: Run): [string, Program] {
  return [name, testProgram(name, run, { signature: spec })];
}

const programs = new Map<string, Program>([
  program('Echo', signature('question: str -> answer: str'), ({ question }) => new Prediction({ answer: `You asked: ${String(question)}` })),
  program('Typed', signature("text, count: int, tags: list[str], flag: bool, mode: Literal['x', 'y'], hint: Optional[str] -> label: str"), (inputs) => new Prediction({ label: JSON.stringify(inputs) })),
  program('Odd', signature('constructor: str -> answer: str'), () => new Prediction({ answer: '' })),
  program('Untyped', undefined, (inputs) => inputs),
  program('PlainText', signature('question -> reply'), () => 'just text'),
  program('Circular', undefined, () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    return loop;
  }),
  program('Nothing', signature('question -> reply'), () => undefined),
  program('Raising', undefined, ({ error }) => {
    throw ERRORS[String(error)];
  }),
  program('Waiting', undefined, (_inputs, { signal }) => {
    started();
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(cancelled(signal.reason))));
  }),
]);

const ERRORS: Readonly<Record<string, unknown>> = {
  refused: new LMTransportError('openai/gpt-4o-mini cannot be reached at http://user:hunter2@host/v1 (ECONNREFUSED)', { model: 'openai/gpt-4o-mini' }),
  broken: new LMServerError('openai/gpt-4o-mini answered 500', { model: 'openai/gpt-4o-mini', status: 500 }),
  overloaded: new LMServerError('openai/gpt-4o-mini answered 503', { model: 'openai/gpt-4o-mini', status: 503 }),
  limited: new LMRateLimitError('too many requests', { model: 'openai/gpt-4o-mini', status: 429, retryAfterMs: 1500 }),
  slow: new LMTimeoutError('no answer within 1000 ms', { model: 'openai/gpt-4o-mini' }),
  key: new LMAuthError('Incorrect API key provided: sk-abcdefghijklmnop1234', { model: 'openai/gpt-4o-mini', status: 401 }),
  garbage: new AdapterParseError('the answer has no field answer', { adapter: 'ChatAdapter', signature: 'StringSignature', completion: 'x' }),
  search: new RetrieverError('the search answered 500', { retriever: 'ColBERTv2', status: 500 }),
  plain: new Error('user code exploded'),
  command: new Error('Command failed: convert a.png\nError: no such file\n    at main (/opt/convert.js:1:1)'),
  text: 'thrown text',
  nothing: undefined,
  teapot: Object.assign(new Error('short and stout'), { status: 418, expose: true }),
  hidden: Object.assign(new Error('internal'), { status: 418, expose: false }),
};

let started: () => void = () => undefined;
let cancelled: (reason: unknown) => Error;
let app: TestApp;
let base = '';

beforeEach(async () => {
  app = await serveApp({
    served: { programs, failures: [{ file: 'src/modules/broken.ts', reason: 'Error: no such package' }] },
    settings: { bodyLimitBytes: LIMIT },
    traceId: 'c0ffee00c0ffee00c0ffee00c0ffee00',
  });
  base = app.base;
});

afterEach(async () => {
  await app[Symbol.asyncDispose]();
});

async function send(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  const response = await fetch(base + path, { method, redirect: 'manual', ...(body === undefined ? {} : { body, headers }) });
  const text = await response.text();
  const answer = { status: response.status, headers: response.headers };
  if (!text.startsWith('{"detail"')) return { ...answer, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  const { request_id, trace_id, ...problem } = JSON.parse(text) as Record<string, unknown>;
  expect([request_id, trace_id]).toEqual([response.headers.get('x-request-id'), 'c0ffee00c0ffee00c0ffee00c0ffee00']);
  return { ...answer, body: problem as unknown };
}

const rawRequest = (body: string): string => `POST /Echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

const post = (path: string, body: unknown) => send('POST', path, JSON.stringify(body));

describe('a program', () => {
  test('answers its prediction as JSON', async () => {
    const { status, headers, body } = await post('/Echo', { question: 'Why?' });
    expect({ status, type: headers.get('content-type'), body }).toEqual({ status: 200, type: 'application/json; charset=utf-8', body: { answer: 'You asked: Why?' } });
    expect(app.routes).toEqual(['/Echo']);
  });

  test('answers the id of its trace, also when it fails', async () => {
    const [answered, refused] = [await post('/Echo', { question: 'Why?' }), await post('/Echo', {})];
    expect([answered, refused].map(({ status, headers }) => [status, headers.get('x-trace-id')])).toEqual([
      [200, 'c0ffee00c0ffee00c0ffee00c0ffee00'],
      [422, 'c0ffee00c0ffee00c0ffee00c0ffee00'],
    ]);
  });

  test('gets typed inputs: converted where nothing is lost, without what its signature does not name', async () => {
    const { status, body } = await post('/Typed', { text: 't', count: '3', tags: ['a'], flag: 'yes', mode: 'y', extra: 1 });
    expect(status).toBe(200);
    expect(JSON.parse((body as { label: string }).label)).toEqual({ text: 't', count: 3, tags: ['a'], flag: true, mode: 'y' });
  });

  test('without a signature takes any object as it is', async () => {
    const { status, body } = await post('/Untyped', { a: [1, { b: null }] });
    expect({ status, body }).toEqual({ status: 200, body: { a: [1, { b: null }] } });
  });

  test('that returns plain text answers it as its one output', async () => {
    expect((await post('/PlainText', { question: 'q' })).body).toEqual({ reply: 'just text' });
  });

  test.each([
    ['Circular', { detail: expect.stringMatching(/^Circular returned a value that is not JSON: Converting circular structure/) }],
    ['Nothing', { reply: undefined }],
  ])('%s, whose result is hard to say in JSON, still answers JSON', async (name, expected) => {
    const { status, body } = await post(`/${name}`, { question: 'q' });
    expect(body).toEqual(expected);
    expect(status).toBe(name === 'Circular' ? 500 : 200);
  });

  test('is told when the caller goes away', async () => {
    const begun = new Promise<void>((resolve) => {
      started = resolve;
    });
    const request = httpRequest(`${base}/Waiting`, { method: 'POST', headers: { 'content-type': 'application/json' } });
    request.on('error', () => undefined);
    request.end('{}');
    await begun;
    const reason = new Promise((resolve) => {
      cancelled = (given) => {
        resolve(given);
        return new Error('cancelled');
      };
    });
    request.destroy();
    expect(await reason).toEqual(callerGone());
  });
});

describe('a body that does not fit gets 422 with one entry per problem', () => {
  test.each([
    ['a missing field', '/Echo', '{}', [{ type: 'missing', loc: ['body', 'question'], msg: 'Field required', input: {} }]],
    ['a number for text', '/Echo', '{"question":5}', [{ type: 'string_type', loc: ['body', 'question'], msg: 'Input should be a valid string', input: 5 }]],
    ['null for text', '/Echo', '{"question":null}', [{ type: 'string_type', loc: ['body', 'question'], msg: 'Input should be a valid string', input: null }]],
    [
      'several wrong types',
      '/Typed',
      '{"text":"t","count":"x","tags":"a","mode":"z"}',
      [
        { type: 'int_parsing', loc: ['body', 'count'], msg: 'Input should be a valid integer, unable to parse string as an integer', input: 'x' },
        { type: 'list_type', loc: ['body', 'tags'], msg: 'Input should be a valid list', input: 'a' },
        { type: 'missing', loc: ['body', 'flag'], msg: 'Field required', input: { text: 't', count: 'x', tags: 'a', mode: 'z' } },
        { type: 'literal_error', loc: ['body', 'mode'], msg: "Input should be 'x' or 'y'", input: 'z', ctx: { expected: "'x' or 'y'" } },
      ],
    ],
    [
      'a wrong item of a list',
      '/Typed',
      '{"text":"t","count":1,"tags":["a",2],"flag":true,"mode":"x"}',
      [{ type: 'string_type', loc: ['body', 'tags', 1], msg: 'Input should be a valid string', input: 2 }],
    ],
    ['the field only on the prototype', '/Echo', '{"__proto__":{"question":"q"}}', [{ type: 'missing', loc: ['body', 'question'], msg: 'Field required', input: JSON.parse('{"__proto__":{"question":"q"}}') as unknown }]],
    ['a field named like a property of every object', '/Odd', '{}', [{ type: 'missing', loc: ['body', 'constructor'], msg: 'Field required', input: {} }]],
    ['a list', '/Echo', '[1,2]', [{ type: 'model_attributes_type', loc: ['body'], msg: 'Input should be a valid dictionary or object to extract fields from', input: [1, 2] }]],
    ['text', '/Untyped', '"hi"', [{ type: 'dict_type', loc: ['body'], msg: 'Input should be a valid dictionary', input: 'hi' }]],
    ['JSON that ends early', '/Echo', '{"question": ', [{ type: 'json_invalid', loc: ['body', 13], msg: 'JSON decode error', input: {}, ctx: { error: 'Unexpected end of JSON input' } }]],
    ['JSON with a mistake', '/Echo', '{"question" "x"}', [{ type: 'json_invalid', loc: ['body', 12], msg: 'JSON decode error', input: {}, ctx: { error: `Expected ':' after property name in JSON at position 12 (line 1 column 13)` } }]],
    ['nothing', '/Echo', '', [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]],
  ])('%s', async (_name, path, body, detail) => {
    const answer = await send('POST', path, body);
    expect(answer.body).toEqual({ detail });
    expect(answer.status).toBe(422);
  });

  test.each([
    ['text/plain', '{"question":"q"}'],
    ['application/x-www-form-urlencoded', 'question=q'],
  ])('%s is not JSON', async (type, body) => {
    const answer = await send('POST', '/Echo', body, { 'content-type': type });
    expect(answer.body).toEqual({ detail: [{ type: 'model_attributes_type', loc: ['body'], msg: 'Input should be a valid dictionary or object to extract fields from', input: body }] });
    expect(answer.status).toBe(422);
  });

  test('bytes that are not UTF-8', async () => {
    const answer = await send('POST', '/Echo', Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x7d]));
    expect(answer).toMatchObject({ status: 422, body: { detail: [{ type: 'json_invalid', ctx: { error: 'The body is not valid UTF-8' } }] } });
  });

  test('a value 900 levels deep is not shown back whole', async () => {
    const deep = `${'['.repeat(900)}${']'.repeat(900)}`;
    const answer = await send('POST', '/Echo', `{"question":${deep}}`);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body).length).toBeLessThan(1500);
  });
});

describe('a body that is too large gets 413', () => {
  test('by its announced length', async () => {
    const answer = await post('/Echo', { question: 'x'.repeat(LIMIT) });
    expect(answer).toMatchObject({ status: 413, body: { detail: 'Request body is larger than 2000 bytes' } });
  });

  test('by what arrives without an announcement', async () => {
    const request = httpRequest(`${base}/Echo`, { method: 'POST', headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } });
    const answered = once(request, 'response');
    for (let sent = 0; sent < 100; sent += 1) request.write('x'.repeat(1000));
    request.end();
    const [response] = (await answered) as [{ statusCode: number }];
    expect(response.statusCode).toBe(413);
  });

  test('and the next request is served', async () => {
    // Whatever is left of the body must not be taken for a request: one connection, and everything that comes on it.
    const socket = connect(app.port, '127.0.0.1');
    socket.write(rawRequest(JSON.stringify({ question: 'x'.repeat(LIMIT) })) + rawRequest('{"question":"q"}'));
    const answered = await textOf(socket);
    expect(answered.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413']);
    expect((await post('/Echo', { question: 'q' })).body).toEqual({ answer: 'You asked: q' });
  });
});

test('a compressed body gets 415', async () => {
  const answer = await send('POST', '/Echo', '{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  expect(answer).toMatchObject({ status: 415, body: { detail: 'Unsupported content encoding "gzip": send the body uncompressed' } });
});

describe('a program that fails', () => {
  test.each([
    ['refused', 502, 'lm_unavailable: openai/gpt-4o-mini cannot be reached at http://***@host/v1 (ECONNREFUSED)'],
    ['broken', 502, 'lm_unavailable: openai/gpt-4o-mini answered 500'],
    ['overloaded', 503, 'lm_unavailable: openai/gpt-4o-mini answered 503'],
    ['limited', 503, 'rate_limit: too many requests'],
    ['slow', 504, 'timeout: no answer within 1000 ms'],
    ['key', 502, 'auth: Incorrect API key provided: ***'],
    ['garbage', 502, 'adapter_parse_error: the answer has no field answer'],
    ['search', 502, 'retriever_unavailable: the search answered 500'],
    ['plain', 500, 'user code exploded'],
    ['command', 500, 'Command failed: convert a.png'],
    ['text', 500, 'The program threw thrown text'],
    ['nothing', 500, 'The program threw undefined'],
    ['teapot', 418, 'short and stout'],
    ['hidden', 500, 'internal'],
  ])('%s: %d', async (error, status, detail) => {
    const answer = await post('/Raising', { error });
    expect({ status: answer.status, body: answer.body }).toEqual({ status, body: { detail } });
    expect(app.reported).toEqual(status >= 500 ? [{ error: ERRORS[error], status }] : []);
  });

  test('says when to come back if the provider said so', async () => {
    expect((await post('/Raising', { error: 'limited' })).headers.get('retry-after')).toBe('2');
  });
});

describe('a path that is no program', () => {
  test.each([
    ['POST', '/Nope'],
    ['POST', '/echo'],
    ['POST', '/_Hidden'],
    ['POST', '/__proto__'],
    ['POST', '/constructor'],
    ['POST', '/Echo/more'],
    ['POST', '/..%2f..%2fetc%2fpasswd'],
    ['POST', '/%zz'],
    ['GET', '/Nope'],
    ['GET', '/health'],
  ])('%s %s: 404', async (method, path) => {
    const { status, body } = await send(method, path);
    expect({ status, body }).toEqual({ status: 404, body: { detail: 'Not Found' } });
    expect(app.routes).toEqual([]);
  });

  test.each([
    ['GET', '/Echo', 'POST'],
    ['PUT', '/Echo', 'POST'],
    ['OPTIONS', '/Echo', 'POST'],
    ['POST', '/programs', 'GET'],
  ])('%s %s: 405 that names the method', async (method, path, allowed) => {
    const { status, body, headers } = await send(method, path);
    expect({ status, body, allow: headers.get('allow') }).toEqual({ status: 405, body: { detail: 'Method Not Allowed' }, allow: allowed });
  });

  test('a slash too many leads to the program', async () => {
    const { status, headers } = await post('/Echo/?a=1', {});
    expect({ status, location: headers.get('location') }).toEqual({ status: 307, location: '/Echo?a=1' });
  });
});

describe('pages of Python’s server', () => {
  test.each([
    ['/docs', 302, '/'],
    ['/ui/Echo', 302, '/#/Echo'],
    ['/ui/Nope', 404, null],
    ['/favicon.ico', 404, null],
  ])('%s: %d', async (path, status, location) => {
    const answer = await send('GET', path);
    expect([answer.status, answer.headers.get('location')]).toEqual([status, location]);
  });
});

describe('what the server says of itself', () => {
  test('programs with their models', async () => {
    const { body } = await send('GET', '/programs');
    expect((body as { programs: unknown[] }).programs[0]).toEqual({
      name: 'Echo',
      model: 'openai:gpt-4o-mini',
      endpoint: '/Echo',
      signature: 'question -> answer',
      input_schema: { type: 'object', properties: { question: { type: 'string' } }, required: ['question'] },
      output_schema: { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] },
    });
    expect((body as { programs: unknown[] }).programs).toHaveLength(programs.size);
  });

  test('liveness', async () => {
    expect(await send('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'alive' } });
  });

  test('readiness, with what could not be loaded', async () => {
    const failures = [{ file: 'src/modules/broken.ts', reason: 'Error: no such package' }];
    const ready = await send('GET', '/health/ready');
    expect({ status: ready.status, body: ready.body }).toEqual({ status: 200, body: { status: 'ready', programs: programs.size, failures } });
    app.beginStopping();
    const leaving = await send('GET', '/health/ready');
    expect({ status: leaving.status, body: leaving.body }).toEqual({ status: 503, body: { status: 'stopping', programs: programs.size, failures } });
    expect(leaving.headers.get('connection')).toBe('close');
  });

  test('OpenAPI 3.1 from the signatures', async () => {
    const { body } = await send('GET', '/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      info: {
        title: 'my-project',
        description: 'A test',
        'x-dspy-config': { default_model: 'openai:gpt-4o-mini', programs_count: programs.size },
        'x-dspy-program-models': { Echo: 'openai:gpt-4o-mini' },
      },
      paths: {
        '/Echo': {
          post: {
            operationId: 'run_program_Echo_post',
            requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/EchoRequest' } } }, required: true },
            responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/EchoResponse' } } } } },
          },
        },
      },
      components: {
        schemas: {
          EchoRequest: { type: 'object', properties: { question: { type: 'string' } }, required: ['question'], title: 'EchoRequest' },
          EchoResponse: { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'], title: 'EchoResponse' },
          UntypedRequest: { type: 'object', additionalProperties: true, title: 'UntypedRequest' },
        },
      },
    });
  });
});
