import { currentOperation } from '@dspy-otel/dspy';
import { Pool } from 'undici';
import { LeanResponse } from './lean-response.ts';

/** What the runtime and the AI SDK say of a request. More than that is left to the `fetch` of Node. */
interface LeanInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | null;
}

type Fetch = typeof globalThis.fetch;

/** Calls that go to a provider as the runtime writes them. */
const OPERATIONS: ReadonlySet<string | undefined> = new Set(['lm', 'retriever', 'embedding']);
const KNOWN: ReadonlySet<string> = new Set(['method', 'headers', 'body', 'signal']);
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Takes the calls of models and searches off Node's `fetch`, which costs more than everything else that a request to this
 * server does: these are sent by undici without what only browsers need. Calls of other code stay as they are, and so does
 * everything unusual: redirects, compressed answers, bodies that are no text, proxies.
 *
 * @returns a function that puts everything back.
 */
export function installLeanFetch(): () => Promise<void> {
  const native = globalThis.fetch;
  const pools = new Map<string, Pool>();
  const poolOf = (origin: string): Pool => {
    let pool = pools.get(origin);
    if (!pool) pools.set(origin, (pool = new Pool(origin)));
    return pool;
  };
  const lean: Fetch = (input, init) => {
    if (!OPERATIONS.has(currentOperation()?.kind)) return native(input, init);
    const address = typeof input === 'string' ? input : input instanceof URL ? input.href : '';
    return isLean(address, init) ? send(poolOf, address, init, () => native(input, init)) : native(input, init);
  };
  globalThis.fetch = lean;
  return async () => {
    if (globalThis.fetch === lean) globalThis.fetch = native;
    await Promise.all([...pools.values()].map((pool) => pool.destroy()));
  };
}

function isLean(address: string, init: RequestInit = {}): init is LeanInit {
  if (!/^https?:\/\/[^@]*$/.test(address)) return false;
  for (const key in init) if (!KNOWN.has(key)) return false;
  const { headers = {}, body } = init;
  return (body === undefined || typeof body === 'string') && Object.getPrototypeOf(headers) === Object.prototype;
}

function send(poolOf: (origin: string) => Pool, address: string, { method = 'GET', headers = {}, body, signal }: LeanInit = {}, ask: () => Promise<Response>): Promise<Response> {
  const start = address.indexOf('/', 'https://'.length);
  const [origin, path] = start < 0 ? [address, '/'] : [address.slice(0, start), withoutFragment(address.slice(start))];
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const response = new LeanResponse(address, signal ?? undefined);
    poolOf(origin).dispatch(
      { path, method, headers: { accept: '*/*', 'user-agent': 'node', ...lowerCased(headers) }, body: body ?? null },
      {
        onRequestStart: (controller) => response.begin(controller),
        onResponseStart: (controller, status, given, statusText = '') => {
          if (status < 200) return;
          if (REDIRECTS.has(status) || given['content-encoding'] !== undefined) {
            response.forget();
            controller.abort(new Error('asked another way'));
            ask().then(resolve, reject);
            return;
          }
          response.start(status, statusText, given);
          resolve(response);
        },
        onResponseData: (_controller, chunk) => response.push(chunk),
        onResponseEnd: () => response.finish(),
        onResponseError: (_controller, error) => {
          if (response.isForgotten) return;
          const failure = signal?.aborted ? (signal.reason as Error) : new TypeError('fetch failed', { cause: error });
          reject(failure);
          response.fail(failure);
        },
      },
    );
  });
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name in headers) lower[name.toLowerCase()] = String(headers[name]);
  return lower;
}

function withoutFragment(path: string): string {
  const hash = path.indexOf('#');
  return hash < 0 ? path : path.slice(0, hash);
}
