import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

import type { Context } from 'koa';

import { errorCode } from '../error-code.ts';
import { RequestRefusedError } from '../ingest/request-refused-error.ts';

interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  /** As the header has it. Weak: it is the same for every encoding. */
  readonly etag: string;
  /** True when its name changes with its content. */
  readonly immutable: boolean;
}

/** Best first. The build leaves each beside the file, with this ending. */
const ENCODINGS = [['br', '.br'], ['gzip', '.gz']] as const;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

// Everything comes from here; pictures may also be part of a trace. Nothing a trace says can run or call out.
const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
};

const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>dspy-viewer</title>
<h1>The page is not built</h1>
<p>The viewer runs and takes traces, but its page is missing. Run <code>npm run build</code> in the checkout and load this address again.</p>
<p>The API works: <a href="/api/traces">/api/traces</a>.</p>
`;

/**
 * The built page. Its files are read once: a path is only ever looked up among them, so none leads elsewhere. While
 * there is no page the folder is looked at again on each request.
 */
export class PageFiles {
  readonly #folder: string;
  #files: ReadonlyMap<string, PageFile> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Answers any `GET` that is not the API's: a file, else the page, which finds its own way. */
  serve(ctx: Context): void {
    this.#files ??= readFolder(this.#folder);
    const page = this.#files?.get('/index.html');
    ctx.set(PAGE_HEADERS);
    if (this.#files === undefined || page === undefined) {
      this.#files = undefined;
      ctx.status = 503;
      ctx.type = 'text/html; charset=utf-8';
      ctx.body = NOT_BUILT;
      return;
    }
    const file = this.#files.get(ctx.path) ?? (extname(ctx.path) === '' ? page : undefined);
    if (file === undefined) throw new RequestRefusedError(404, `There is no ${ctx.path} here.`);
    ctx.set('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    ctx.vary('Accept-Encoding');
    ctx.set('ETag', file.etag);
    ctx.status = 200;
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    ctx.type = file.type;
    ctx.body = this.#encoded(ctx, this.#files.has(ctx.path) ? ctx.path : '/index.html') ?? file.body;
  }

  /** The file as the build compressed it, if it did and the client takes that. */
  #encoded(ctx: Context, path: string): Buffer | undefined {
    for (const [encoding, ending] of ENCODINGS) {
      const compressed = this.#files?.get(path + ending);
      if (compressed === undefined || ctx.acceptsEncodings(encoding, 'identity') !== encoding) continue;
      ctx.set('Content-Encoding', encoding);
      return compressed.body;
    }
    return undefined;
  }
}

function readFolder(folder: string): ReadonlyMap<string, PageFile> | undefined {
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return new Map(files.map((entry) => {
      const full = join(entry.parentPath, entry.name);
      const path = full.slice(folder.length).replaceAll('\\', '/');
      const body = readFileSync(full);
      const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      return [path, { body, etag, type: TYPES[extname(entry.name)] ?? 'application/octet-stream', immutable: path.startsWith('/assets/') }];
    }));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
