import { errorText } from '../error-text.ts';
import { ConfigurationError, RetrieverError } from '../errors.ts';
import { checkTimeout, withDeadline } from '../lm/deadline.ts';
import { send } from '../lm/send.ts';
import { currentSettings } from '../settings.ts';
import { type Passage, Retriever } from './retriever.ts';

/** Where a `ColBERTv2` searches, and how. */
export interface ColBERTv2Options {
  /** Address of the search: `http://127.0.0.1:8893/api/search`. */
  readonly url: string;
  /** Send the query as JSON in a POST: for queries longer than an address may be. False unless given. */
  readonly postRequests?: boolean | undefined;
  /** HTTP headers to send. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Most that one search may take, in milliseconds; unbounded unless given here or in the settings. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Client of a ColBERTv2 search server: `GET <url>?query=…&k=…`, or `POST` with the same as JSON, answered with
 * `{ topk: [{ text, pid, score, … }] }`. A passage's `id` is its `pid`; what else the server says is in `metadata`.
 *
 * ```ts
 * import { ColBERTv2, configure, Retrieve } from '@dspy-otel/dspy';
 *
 * configure({ rm: new ColBERTv2({ url: 'http://127.0.0.1:8893/api/search' }) });
 * const retrieve = new Retrieve({ k: 3 });
 * ```
 */
export class ColBERTv2 extends Retriever {
  readonly url: string;
  readonly #isPost: boolean;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number | undefined;

  /** @throws {ConfigurationError} when `url` is not an HTTP address, or no timer can wait for `timeoutMs`. */
  constructor({ url, postRequests = false, headers = {}, timeoutMs }: ColBERTv2Options) {
    super();
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      throw new ConfigurationError(`ColBERTv2 needs the HTTP address of a search, such as http://127.0.0.1:8893/api/search, got "${url}"`);
    }
    checkTimeout(`ColBERTv2 at ${url}`, timeoutMs);
    this.url = url;
    this.#isPost = postRequests;
    this.#headers = headers;
    this.#timeoutMs = timeoutMs;
  }

  protected override search(query: string, k: number): Promise<readonly Passage[]> {
    const { signal, timeoutMs = this.#timeoutMs } = currentSettings();
    return withDeadline({ signal, timeoutMs }, (stop) => this.#ask(query, k, stop), {
      onTimeout: (ms) => this.#error(`did not answer within ${ms} ms`, { code: 'timeout' }),
      onAbort: (cause) => this.#error('was cancelled', { code: 'aborted', cause }),
    });
  }

  async #ask(query: string, k: number, signal: AbortSignal | undefined): Promise<readonly Passage[]> {
    const response = await this.#fetch(query, k, signal);
    const text = await response.text();
    if (!response.ok) throw this.#error(`answered HTTP ${response.status}: ${text.slice(0, 200)}`, { status: response.status });
    return this.#read(text, k);
  }

  async #fetch(query: string, k: number, signal: AbortSignal | undefined): Promise<Response> {
    const headers = { accept: 'application/json', ...this.#headers };
    try {
      if (this.#isPost) {
        const body = JSON.stringify({ query, k });
        return await send(this.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, ...(signal && { signal }) });
      }
      const url = new URL(this.url);
      url.searchParams.set('query', query);
      url.searchParams.set('k', String(k));
      return await send(url, { headers, ...(signal && { signal }) });
    } catch (cause) {
      throw this.#error(`could not be reached: ${errorText(cause)}`, { cause });
    }
  }

  #read(text: string, k: number): readonly Passage[] {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch (cause) {
      throw this.#error(`answered something that is not JSON: ${text.slice(0, 200)}`, { cause });
    }
    const hits: unknown = typeof body === 'object' && body !== null && 'topk' in body ? body.topk : undefined;
    if (!Array.isArray(hits)) throw this.#error(`answered without a list "topk": ${text.slice(0, 200)}`);
    return hits.slice(0, k).map((hit: unknown) => this.#passage(hit));
  }

  #passage(hit: unknown): Passage {
    if (typeof hit !== 'object' || hit === null) throw this.#error('answered with a passage that is not an object');
    const { text, pid, score, ...metadata }: Record<string, unknown> = { ...hit };
    if (typeof text !== 'string') throw this.#error('answered with a passage without "text"');
    return {
      text,
      ...(typeof pid === 'string' || typeof pid === 'number' ? { id: String(pid) } : {}),
      ...(typeof score === 'number' && { score }),
      ...(Object.keys(metadata).length > 0 && { metadata }),
    };
  }

  #error(problem: string, details: { code?: 'timeout' | 'aborted'; status?: number; cause?: unknown } = {}): RetrieverError {
    return new RetrieverError(`the search at ${this.url} ${problem}`, { retriever: this.constructor.name, ...details });
  }
}
