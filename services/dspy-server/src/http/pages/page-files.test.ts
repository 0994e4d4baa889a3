import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { serveApp, type TestApp } from '../../testing/test-app.ts';
import { PAGE_POLICY } from '../security-headers.ts';
import { PageFiles } from './page-files.ts';

const INDEX = '<!doctype html><title>Programs</title>';
const SCRIPT = `console.log(${JSON.stringify('x'.repeat(2000))})`;

let folder: string;
let app: TestApp;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dspy-page-'));
  app = await serveApp({ served: [], page: new PageFiles(path.join(folder, 'page')) });
});

afterEach(async () => {
  await app[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function build(): void {
  mkdirSync(path.join(folder, 'page/assets'), { recursive: true });
  writeFileSync(path.join(folder, 'page/index.html'), INDEX);
  writeFileSync(path.join(folder, 'page/assets/index-abc.js'), SCRIPT);
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
}

/** Not `fetch`, which would decode bodies and tidy up paths. */
async function get(where: string, headers: Record<string, string> = {}) {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request({ port: app.port, path: where, headers }, resolve).once('error', reject).end();
  });
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

describe('the page', () => {
  test('says how to build it while it is missing, and is there once it is built', async () => {
    const missing = await get('/');
    expect([missing.status, missing.body.toString()]).toEqual([503, expect.stringContaining('npm run build')]);
    build();
    const page = await get('/');
    expect([page.status, page.body.toString(), page.headers]).toEqual([
      200,
      INDEX,
      expect.objectContaining({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-cache', vary: 'Accept-Encoding' }),
    ]);
  });

  test('is not sent again to who has it', async () => {
    build();
    const { etag = '' } = (await get('/')).headers;
    const again = await get('/', { 'if-none-match': etag });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await get('/', { 'if-none-match': '"other"' })).status).toBe(200);
  });
});

describe('a file of the page', () => {
  test.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['', undefined, (body: Buffer) => body],
  ] as const)('accepted as “%s” is encoded as %s, and kept for good', async (accept, encoding, decode) => {
    build();
    const { status, headers, body } = await get('/assets/index-abc.js', accept === '' ? {} : { 'accept-encoding': accept });
    expect([status, headers['content-type'], headers['content-encoding'], headers['cache-control']]).toEqual([200, 'text/javascript; charset=utf-8', encoding, 'public, max-age=31536000, immutable']);
    expect(decode(body).toString()).toBe(SCRIPT);
    expect(Number(headers['content-length'])).toBe(body.length);
  });

  test.each(['/assets/nope.js', '/assets/../../secret.txt', '/assets/..%2F..%2Fsecret.txt', '/assets/%2e%2e/index.html', '/assets/'])('%s leads nowhere', async (where) => {
    build();
    expect((await get(where)).status).toBe(404);
  });
});
