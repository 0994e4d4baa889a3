import { request as httpRequest } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { APIGateway } from './gateways/gateway.ts';
import { Authenticator } from './http/auth/authenticator.ts';
import { authToken } from './http/auth/auth-token.ts';
import { hostCheck } from './http/host-check.ts';
import { PAGE_POLICY, SECURITY_HEADERS } from './http/security-headers.ts';
import { serveApp, type TestApp } from './testing/test-app.ts';
import { testProgram } from './testing/test-program.ts';

const TOKEN = 'secret-token';

class OpenHook extends APIGateway {
  override readonly path = '/webhooks/open';
  override readonly requiresAuth = false;
}
class GuardedHook extends APIGateway {
  override readonly path = '/webhooks/guarded';
}
class OpenLook extends APIGateway {
  override readonly method = 'GET';
  override readonly path: string;
  override readonly requiresAuth = false;
  constructor(path: string) {
    super();
    this.path = path;
  }
}

const programs = [
  testProgram('Echo', (inputs) => inputs),
  testProgram('Open', (inputs) => inputs, { apiGateways: [new OpenHook()] }),
  testProgram('Guarded', (inputs) => inputs, { apiGateways: [new OpenLook('/webhooks/guarded'), new OpenLook('/Echo'), new GuardedHook()] }),
];

const guarded = (): Promise<TestApp> => serveApp({ served: { programs: new Map(programs.map((each) => [each.name, each])), failures: [{ file: 'src/modules/broken.ts', reason: 'Error: no such package' }] }, settings: { authToken: TOKEN } });

interface Sent {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** Sends exactly these headers, which fetch does not. */
async function send(app: TestApp, method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Sent> {
  const request = httpRequest(app.base + path, { method, headers });
  request.end(body);
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => request.once('response', resolve).once('error', reject));
  return { status: response.statusCode, headers: response.headers, text: await textOf(response) };
}

const JSON_BODY = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('with --auth', () => {
  test.each([
    ['GET', '/health/live', {}, 200],
    ['GET', '/health/ready', {}, 200],
    ['GET', '/health', {}, 200],
    ['GET', '/static/style.css', {}, 200],
    ['GET', '/login', {}, 200],
    ['GET', '/static/login.js', {}, 200],
    ['GET', '/favicon.ico', { accept: 'image/avif,image/webp,*/*' }, 404],
    ['GET', '/favicon.ico', {}, 404],
    ['GET', '/docs', {}, 303],
    ['POST', '/webhooks/open', JSON_BODY, 200],
    ['GET', '/webhooks/guarded', {}, 200],
    ['HEAD', '/webhooks/guarded', {}, 200],
    ['GET', '/Echo', {}, 200],
    // A browser is led to the form; everything else is told.
    ['GET', '/programs', {}, 303],
    ['GET', '/openapi.json', {}, 303],
    ['GET', '/', { accept: 'text/html,*/*;q=0.8' }, 303],
    ['GET', '/Nope', { accept: 'text/html' }, 303],
    ['GET', '/programs', { accept: 'application/json' }, 401],
    ['GET', '/programs', { accept: '*/*' }, 401],
    ['GET', '/metrics', { accept: '*/*' }, 401],
    ['GET', '/api/metrics', {}, 401],
    ['GET', '/api/logs/Echo', { accept: 'text/html' }, 401],
    ['POST', '/Echo', JSON_BODY, 401],
    ['POST', '/Nope', JSON_BODY, 401],
    // That everyone may GET says nothing of other methods.
    ['POST', '/webhooks/guarded', JSON_BODY, 401],
    ['POST', '/health', JSON_BODY, 401],
    ['DELETE', '/webhooks/guarded', {}, 401],
    ['POST', '/Echo', { ...JSON_BODY, authorization: 'Bearer nope' }, 401],
    ['POST', '/Echo', { ...JSON_BODY, authorization: `Bearer ${TOKEN}x` }, 401],
    ['POST', '/Echo', { ...JSON_BODY, authorization: `Basic ${TOKEN}` }, 401],
    ['POST', '/Echo', { ...JSON_BODY, authorization: TOKEN }, 401],
    ['POST', '/Echo', { ...JSON_BODY, authorization: `Bearer ${TOKEN}` }, 200],
    ['POST', '/Echo', { ...JSON_BODY, authorization: `bearer ${TOKEN}` }, 200],
    ['POST', '/Nope', { ...JSON_BODY, authorization: `Bearer ${TOKEN}` }, 404],
    ['GET', '/programs', { authorization: `Bearer ${TOKEN}` }, 200],
  ])('%s %s %j: %d', async (method, path, headers, status) => {
    await using app = await guarded();
    const answer = await send(app, method, path, headers, method === 'POST' ? '{}' : '');
    expect(answer.status).toBe(status);
    expect(answer.headers['location']).toBe(status === 303 ? '/login' : undefined);
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
    if (status === 401) expect(JSON.parse(answer.text)).toEqual({ detail: expect.stringMatching(/^Not authenticated/), request_id: answer.headers['x-request-id'] });
  });

  test('the form opens a session that guards itself, and logging out ends it', async () => {
    await using app = await guarded();
    const wrong = await send(app, 'POST', '/login', FORM, 'token=bad');
    expect([wrong.status, wrong.headers['location'], wrong.headers['set-cookie']]).toEqual([303, '/login?error=Invalid+token', undefined]);

    const right = await send(app, 'POST', '/login', FORM, `token=${TOKEN}`);
    expect([right.status, right.headers['location']]).toEqual([303, '/']);
    const [setCookie = ''] = right.headers['set-cookie'] as string[];
    expect(setCookie).toMatch(/^dspy_session=\d+\.[0-9a-f]{64}; HttpOnly; Max-Age=604800; Path=\/; SameSite=Lax$/);
    const cookie = setCookie.split(';')[0] ?? '';
    expect((await send(app, 'GET', '/programs', { cookie: `other=1; ${cookie}` })).status).toBe(200);

    const forged = cookie.replace(/.$/, (char) => (char === '0' ? '1' : '0'));
    expect((await send(app, 'GET', '/programs', { cookie: forged })).status).toBe(303);
    const out = await send(app, 'POST', '/logout', { cookie });
    expect([out.status, out.headers['location'], out.headers['set-cookie']]).toEqual([303, '/login', [expect.stringContaining('dspy_session=; HttpOnly; Max-Age=0')]]);
  });

  test.each<[string, string, Record<string, string>, number]>([
    ['its own page', 'POST', { 'sec-fetch-site': 'same-origin', origin: 'http://own.test' }, 200],
    ['the address bar', 'GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 200],
    ['a link of another page', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' }, 200],
    ['a program that is no browser', 'POST', {}, 200],
    ['an origin that is listed', 'POST', { 'sec-fetch-site': 'cross-site', origin: 'https://listed.test' }, 200],
    ['its own page without TLS', 'POST', { origin: 'http://localhost:1', host: 'localhost:1' }, 200],
    ['a page at another port', 'POST', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', origin: 'http://localhost:3000' }, 403],
    ['a page at another port without TLS', 'POST', { origin: 'http://localhost:3000' }, 403],
    ['a sandbox', 'POST', { origin: 'null' }, 403],
    ['a picture of another page', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }, 403],
  ])('a session is used by %s: %s %j %d', async (_who, method, headers, status) => {
    await using app = await serveApp({ served: programs, settings: { authToken: TOKEN, corsOrigins: ['https://listed.test'] } });
    const cookie = `dspy_session=${new Authenticator(TOKEN).openSession()}`;
    const path = method === 'GET' ? '/programs' : '/Echo';
    const answer = await send(app, method, path, { cookie, ...JSON_BODY, ...headers }, method === 'POST' ? '{}' : '');
    expect(answer.status).toBe(status);
    // A key is nothing that a browser adds by itself.
    const withKey = await send(app, method, path, { authorization: `Bearer ${TOKEN}`, ...JSON_BODY, ...headers }, method === 'POST' ? '{}' : '');
    expect(withKey.status).toBe(200);
  });

  test('the cookie is for TLS only where a proxy speaks it', async () => {
    await using app = await guarded();
    const { headers } = await send(app, 'POST', '/login', { ...FORM, 'x-forwarded-proto': 'https' }, `token=${TOKEN}`);
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/; SameSite=Lax; Secure$/)]);
  });

  test('the form does not repeat what the address says', async () => {
    await using app = await guarded();
    const { text, headers } = await send(app, 'GET', '/login?error=%3Cb%3Ex%3C/b%3E');
    expect(text).not.toContain('<b>');
    expect(text).toContain('role="alert"');
    expect(headers['content-security-policy']).toBe(PAGE_POLICY);
  });

  test('readiness tells strangers which file failed and not why', async () => {
    await using app = await guarded();
    expect(JSON.parse((await send(app, 'GET', '/health/ready')).text)).toEqual({ status: 'ready', programs: 3, failures: [{ file: 'src/modules/broken.ts' }] });
  });

  test('the description says how to authenticate, and where there is no need to', async () => {
    await using app = await guarded();
    const description = JSON.parse((await send(app, 'GET', '/openapi.json', { authorization: `Bearer ${TOKEN}` })).text) as { security: unknown; paths: Record<string, Record<string, { security?: unknown }>> };
    expect(description.security).toEqual([{ key: [] }, { session: [] }]);
    expect(description.paths['/webhooks/open']?.['post']?.security).toEqual([]);
    expect(description.paths['/Echo']?.['post']?.security).toBeUndefined();
  });
});

describe('a session', () => {
  test('lasts seven days, and is worth nothing under another token', () => {
    let now = Date.UTC(2026, 0, 1);
    const authenticator = new Authenticator(TOKEN, () => now);
    const session = authenticator.openSession();
    const other = new Authenticator('another-token', () => now);
    expect([authenticator.isSession(session), other.isSession(session)]).toEqual([true, false]);
    now += 7 * 24 * 60 * 60 * 1000;
    expect(authenticator.isSession(session)).toBe(false);
  });

  test.each(['', '.', 'x.y', `1.${'0'.repeat(64)}`, `9999999999999.${'a'.repeat(64)}`])('is not %j', (value) => {
    expect(new Authenticator(TOKEN).isSession(value)).toBe(false);
  });
});

describe('the key', () => {
  test('is that of DSPY_API_KEY', () => {
    expect(authToken({ DSPY_API_KEY: ' secret-token ' })).toEqual({ token: TOKEN, isGenerated: false });
  });

  test('is a new one each time without', () => {
    const [one, two] = [authToken({}), authToken({ DSPY_API_KEY: '' })];
    expect([one.isGenerated, two.isGenerated]).toEqual([true, true]);
    expect(one.token).toMatch(/^[\w-]{43}$/);
    expect(one.token).not.toBe(two.token);
  });

  test('is refused when anyone could guess it', () => {
    expect(() => authToken({ DSPY_API_KEY: 'abc' })).toThrow('DSPY_API_KEY: expected at least 8 characters');
  });
});

describe('pages of other origins', () => {
  const ORIGIN = 'http://127.0.0.1:3000';
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };

  test('of the list may ask and read, with cookies', async () => {
    await using app = await serveApp({ served: programs, settings: { corsOrigins: [ORIGIN], authToken: TOKEN } });
    const asked = await send(app, 'OPTIONS', '/Echo', { origin: ORIGIN, ...preflight });
    expect(asked).toMatchObject({
      status: 200,
      text: 'OK',
      headers: {
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': 'content-type',
        'access-control-allow-methods': expect.stringContaining('POST'),
        'access-control-max-age': '600',
        vary: expect.stringContaining('Origin'),
      },
    });
    const answered = await send(app, 'GET', '/programs', { origin: ORIGIN, authorization: `Bearer ${TOKEN}` });
    expect(answered.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN, 'access-control-expose-headers': expect.stringContaining('X-Request-Id') });
    const refused = await send(app, 'POST', '/Echo', { origin: ORIGIN, ...JSON_BODY }, '{}');
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, ORIGIN]);
  });

  test('not of the list may not', async () => {
    await using app = await serveApp({ served: programs, settings: { corsOrigins: [ORIGIN] } });
    const evil = { origin: 'http://evil.invalid' };
    expect((await send(app, 'OPTIONS', '/Echo', { ...evil, ...preflight })).status).toBe(400);
    const answered = await send(app, 'GET', '/programs', evil);
    expect([answered.headers['access-control-allow-origin'], answered.headers['access-control-allow-credentials'], answered.headers['vary']]).toEqual([undefined, undefined, 'Origin']);
  });

  test('of everywhere may read without cookies when * is listed', async () => {
    await using app = await serveApp({ served: programs, settings: { corsOrigins: ['*'] } });
    const { headers } = await send(app, 'GET', '/programs', { origin: 'https://example.org' });
    expect([headers['access-control-allow-origin'], headers['access-control-allow-credentials']]).toEqual(['*', undefined]);
  });

  test('get no answer to a preflight when there is no list', async () => {
    await using app = await serveApp({ served: programs });
    expect((await send(app, 'OPTIONS', '/Echo', { origin: ORIGIN, ...preflight })).status).toBe(405);
  });
});

describe('the name by which a server on loopback is asked', () => {
  test.each([
    ['localhost:8000', 200],
    ['127.0.0.1', 200],
    ['[::1]:8000', 200],
    ['api.test:8000', 200],
    ['evil.invalid', 403],
    ['localhost.evil.invalid', 403],
    ['127.0.0.1.nip.io:80', 403],
  ])('%s: %d', async (host, status) => {
    await using app = await serveApp({ served: programs, settings: { allowedHosts: ['API.test'] } });
    expect((await send(app, 'GET', '/programs', { host })).status).toBe(status);
  });

  test('matters to one that listens on every address, too, unless it was asked through another one', async () => {
    await using app = await serveApp({ served: programs, listenOn: '0.0.0.0' });
    expect((await send(app, 'GET', '/programs', { host: 'evil.invalid' })).status).toBe(403);
    const check = hostCheck([]);
    expect(() => check('::ffff:127.0.0.1', 'evil.invalid')).toThrow('"evil.invalid" is not allowed');
    expect(() => check('192.0.2.7', 'api.example')).not.toThrow();
  });
});

test('every answer says that nothing may be guessed, framed, cached or told to others', async () => {
  await using app = await serveApp({ served: programs });
  for (const [method, path] of [['GET', '/programs'], ['POST', '/Nope'], ['GET', '/Echo']] as const) {
    expect((await send(app, method, path)).headers).toMatchObject(SECURITY_HEADERS);
  }
  expect((await send(app, 'GET', '/')).headers['content-security-policy']).toBe(PAGE_POLICY);
});
