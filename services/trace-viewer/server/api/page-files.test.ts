import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Koa from 'koa';

import { listen } from '../../../../test/support/listen.ts';
import { tempDir } from '../../../../test/support/temp-dir.ts';
import { rawRequest } from '../../test-support/http.ts';
import { PageFiles } from './page-files.ts';

const SCRIPT = 'console.log("page");\n'.repeat(100);
const PAGE = '<!doctype html><title>page</title>';

let folder: Awaited<ReturnType<typeof tempDir>>;
let server: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  folder = await tempDir();
  await mkdir(join(folder.path, 'assets'));
  await writeFile(join(folder.path, 'index.html'), PAGE);
  await writeFile(join(folder.path, 'index.html.gz'), gzipSync(PAGE));
  await writeFile(join(folder.path, 'assets/index-1.js'), SCRIPT);
  await writeFile(join(folder.path, 'assets/index-1.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(folder.path, 'assets/index-1.js.gz'), gzipSync(SCRIPT));
  await writeFile(join(folder.path, 'assets/plain.css'), 'a{}');
  const page = new PageFiles(folder.path);
  const app = new Koa();
  app.use((ctx) => { page.serve(ctx); });
  server = await listen(app.callback());
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; encoding: string | undefined; cache: string | undefined; etag: string; text: string }> {
  const response = await fetch(server.base + path, { headers });
  return {
    status: response.status, encoding: response.headers.get('content-encoding') ?? undefined, cache: response.headers.get('cache-control') ?? undefined,
    etag: response.headers.get('etag') ?? '', text: await response.text(),
  };
}

test.each([
  ['br, gzip', 'br'], ['gzip, deflate', 'gzip'], ['identity', undefined], ['br;q=0, gzip', 'gzip'],
])('a client that takes %j gets a script as %p', async (accepted, encoding) => {
  const { status, encoding: sent, text, cache } = await get('/assets/index-1.js', { 'accept-encoding': accepted });
  expect({ status, sent, text, cache }).toEqual({ status: 200, sent: encoding, text: SCRIPT, cache: 'public, max-age=31536000, immutable' });
});

test('what the build did not compress comes as it is', async () => {
  expect(await get('/assets/plain.css', { 'accept-encoding': 'br, gzip' })).toMatchObject({ status: 200, encoding: undefined, text: 'a{}' });
});

test('a view’s address gets the page, compressed, asked for again each time, and not sent twice', async () => {
  const first = await get('/traces/1', { 'accept-encoding': 'gzip' });
  expect(first).toMatchObject({ status: 200, encoding: 'gzip', text: PAGE, cache: 'no-cache' });
  const { status, headers, body } = await rawRequest(server.base, { path: '/', headers: { 'if-none-match': first.etag } });
  expect([status, body, headers.etag, headers.vary]).toEqual([304, '', first.etag, 'Accept-Encoding']);
  expect((await get('/', { 'if-none-match': 'W/"another"' })).status).toBe(200);
});
