import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { type Dispatcher, EnvHttpProxyAgent, interceptors, request } from 'undici';

const MOST_REDIRECTS = 5;
/** Statuses whose responses have no body. */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Nobody is asked for compressed answers; some send them all the same. */
const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
]);

/** Requests on undici's public `request`, and the connections that they keep. */
export interface UndiciFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Ends what is under way and closes the connections. */
  readonly close: () => Promise<void>;
}

/**
 * `fetch` for model calls and searches: Node's own spends more time on what only browsers need than everything else takes
 * that a request to this server does. Redirects are followed, compressed answers read, and the proxies of
 * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` used. Answers in JSON are read whole, others are streams.
 *
 * Requests that are more than an address, headers, a text and a signal are left to Node's `fetch`.
 */
export function undiciFetch(): UndiciFetch {
  const agent = new EnvHttpProxyAgent();
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: MOST_REDIRECTS }));
  return {
    fetch: async (input, init = {}) => {
      const { method = 'GET', headers, body = null, signal = null, ...more } = init;
      if (input instanceof Request || !(body === null || typeof body === 'string') || Object.keys(more).length > 0) return globalThis.fetch(input, init);
      try {
        return await responseOf(await request(input, { dispatcher, method, headers: { accept: '*/*', ...Object.fromEntries(new Headers(headers)) }, body, signal }));
      } catch (error) {
        signal?.throwIfAborted();
        throw new TypeError('fetch failed', { cause: error });
      }
    },
    close: () => agent.destroy(),
  };
}

async function responseOf({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Response> {
  const decode = DECODERS.get(String(headers['content-encoding']));
  const isJSON = String(headers['content-type']).includes('json');
  const content = isJSON && !decode ? await body.arrayBuffer() : streamOf(decode ? pipeline(body, decode(), () => undefined) : body);
  return new Response(EMPTY.has(statusCode) ? null : content, { status: statusCode, headers: pairsOf(headers) });
}

function streamOf(readable: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  return Readable.toWeb(readable) as ReadableStream<Uint8Array<ArrayBuffer>>;
}

function pairsOf(headers: Dispatcher.ResponseData['headers']): [string, string][] {
  return Object.entries(headers).flatMap(([name, value = []]) => (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, each]));
}
