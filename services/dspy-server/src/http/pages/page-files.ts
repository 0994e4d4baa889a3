import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'koa';
import { HTTPError } from '../http-error.ts';
import { PAGE_POLICY } from '../security-headers.ts';

/** Where the build leaves the page, seen from the sources and from the build alike. */
export const PAGE_FOLDER = path.resolve(import.meta.dirname, '../../../dist/page');

type Encoding = 'br' | 'gzip' | 'identity';

interface PageFile {
  readonly body: Buffer;
  readonly etag: string;
  /** By encoding, once somebody asked for it. */
  readonly encoded: Map<Encoding, Promise<Buffer>>;
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>The page is not built</title>
<h1>The page is not built</h1>
<p>The programs are served, but this page is missing. Run <code>npm run build</code> in the checkout and load this address again.</p>
<p>The API works: <a href="/programs">/programs</a>, <a href="/openapi.json">/openapi.json</a>.</p>
</html>
`;

/**
 * The built page. Its files are read once, at the first request: a path is only ever looked up among them, so none leads
 * elsewhere. While there is no page the folder is looked at again on each request.
 */
export class PageFiles {
  readonly #folder: string;
  #files: ReadonlyMap<string, PageFile> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Answers the page itself, which is looked at anew each time it is loaded. */
  async page(ctx: Context): Promise<void> {
    const file = this.#read()?.get('index.html');
    ctx.set('content-security-policy', PAGE_POLICY);
    ctx.type = 'text/html';
    if (file) return answer(ctx, file, 'no-cache');
    ctx.status = 503;
    ctx.body = NOT_BUILT;
  }

  /** Answers one of the files that the page loads. Their names change with what is in them. @throws {HTTPError} 404 */
  async asset(ctx: Context, name: string): Promise<void> {
    const file = this.#read()?.get(`assets/${name}`);
    if (!file) throw new HTTPError(404, 'Not Found');
    ctx.type = path.extname(name);
    await answer(ctx, file, 'public, max-age=31536000, immutable');
  }

  #read(): ReadonlyMap<string, PageFile> | undefined {
    this.#files ??= readFolder(this.#folder);
    return this.#files;
  }
}

async function answer(ctx: Context, file: PageFile, cacheControl: string): Promise<void> {
  ctx.set('cache-control', cacheControl);
  ctx.etag = file.etag;
  ctx.vary('Accept-Encoding');
  // Koa knows a request to be fresh only once it is a success.
  ctx.status = 200;
  if (ctx.fresh) {
    ctx.status = 304;
    return;
  }
  const encoding = ctx.acceptsEncodings('br', 'gzip', 'identity') as Encoding | false;
  const body = await encoded(file, encoding || 'identity');
  if (encoding && encoding !== 'identity') ctx.set('content-encoding', encoding);
  ctx.body = body;
}

function encoded(file: PageFile, encoding: Encoding): Promise<Buffer> {
  let body = file.encoded.get(encoding);
  if (!body) file.encoded.set(encoding, (body = encode(file.body, encoding)));
  return body;
}

function encode(body: Buffer, encoding: Encoding): Promise<Buffer> {
  switch (encoding) {
    case 'br':
      return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
    case 'gzip':
      return promisify(gzip)(body, { level: constants.Z_BEST_COMPRESSION });
    default:
      return Promise.resolve(body);
  }
}

function readFolder(folder: string): ReadonlyMap<string, PageFile> | undefined {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(
      files.map((entry) => {
        const full = path.join(entry.parentPath, entry.name);
        const body = readFileSync(full);
        const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
        return [path.relative(folder, full).replaceAll('\\', '/'), { body, etag, encoded: new Map() }];
      }),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
