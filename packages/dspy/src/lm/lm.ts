import type { LanguageModelV4 } from '@ai-sdk/provider';
import { ConfigurationError } from '../errors.ts';
import { BaseLM } from './base-lm.ts';
import { checkReasoningParams } from './check-params.ts';
import { knownCapabilities, type LMCapabilities } from './capabilities.ts';
import { withDeadline } from './deadline.ts';
import { LMTimeoutError } from './lm-error.ts';
import type { Connection, Provider, ProviderModel } from './provider/provider.ts';
import { findProvider } from './provider/registry.ts';
import { toLMError } from './provider-error.ts';
import { readResult } from './read-result.ts';
import type { LMParams, LMRequest, LMResponse, LMUsage } from './request.ts';
import { withRetries } from './retry.ts';
import { toCallOptions } from './to-call-options.ts';
import { addUsage } from './usage-tracker.ts';

export interface LMOptions extends LMParams {
  /** Base URL of the provider's API. For OpenAI `OPENAI_BASE_URL`, then its public address, unless given. */
  readonly apiBase?: string | undefined;
  /** For OpenAI `OPENAI_API_KEY` unless given. It appears in no error, log line, trace or saved program. */
  readonly apiKey?: string | undefined;
  /** HTTP headers to send beside the provider's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Most that one attempt may take, in milliseconds; unbounded unless given. `timeoutMs` of the settings bounds the whole call. */
  readonly timeoutMs?: number | undefined;
  /** How many times a failed attempt is repeated; 3 unless given. */
  readonly numRetries?: number | undefined;
  /** Whether a cache may answer, where there is one; true unless given. */
  readonly cache?: boolean | undefined;
  /** What the model can do, where that is not known by its name: `{ jsonSchema: true, tools: true }`. */
  readonly capabilities?: LMCapabilities | undefined;
}

/**
 * A model of a provider: `new LM('openai/gpt-4o-mini', { temperature: 0 })`. The name before the slash is the
 * provider; any other name works with an OpenAI-compatible server at `apiBase`.
 *
 * Failed attempts are repeated (HTTP 408, 409, 429, 5xx, timeouts, broken connections) after 1, 2, 4 s or as long as
 * the provider asks for.
 */
export class LM extends BaseLM {
  readonly numRetries: number;
  readonly timeoutMs: number | undefined;
  readonly cache: boolean;
  readonly apiBase: string | undefined;
  override readonly capabilities: LMCapabilities;
  readonly #connection: Connection;
  readonly #modelId: string;
  readonly #provider: Provider;
  #loaded: Promise<ProviderModel> | undefined;

  /** @throws {ConfigurationError} when the model's name, an option or a combination of them cannot work. */
  constructor(model: string, options: LMOptions = {}) {
    const { apiBase, apiKey, headers, timeoutMs, numRetries = 3, cache = true, capabilities, ...params } = options;
    super(model, params);
    this.#modelId = model.slice(model.indexOf('/') + 1);
    if (this.#modelId.trim() === '') throw new ConfigurationError(`model "${model}" has no name after its provider; write for example "openai/gpt-4o-mini"`);
    if (apiBase !== undefined && !/^https?:$/.test(URL.parse(apiBase)?.protocol ?? '')) throw new ConfigurationError(`apiBase of ${model} is not an HTTP address: "${apiBase}"`);
    checkReasoningParams(model, this.#modelId, params);
    this.#provider = findProvider(this.provider, apiBase);
    this.#connection = { apiBase, apiKey, headers };
    this.apiBase = apiBase;
    this.timeoutMs = timeoutMs;
    this.numRetries = numRetries;
    this.cache = cache;
    this.capabilities = { ...knownCapabilities(this.provider, this.#modelId), ...capabilities };
  }

  protected override async forward(request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse> {
    const { n = 1 } = request.params;
    if (!Number.isInteger(n) || n < 1) throw new ConfigurationError(`n must be a whole number from 1, got ${n}`);
    if (n === 1) return this.#askOnce(request, signal);
    return combine(await Promise.all(Array.from({ length: n }, () => this.#askOnce(request, signal))));
  }

  async #askOnce(request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse> {
    const { value, retries } = await withRetries(() => this.#attempt(request, signal), { retries: this.numRetries, signal });
    return retries === 0 ? value : { ...value, retries };
  }

  async #attempt(request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse> {
    const deadline = { signal, timeoutMs: this.timeoutMs };
    try {
      const model = await this.#model(request.params);
      const result = await withDeadline(deadline, async (abortSignal) => model.doGenerate(toCallOptions(request, this.#provider, this.#modelId, abortSignal)), {
        onTimeout: (timeoutMs) => new LMTimeoutError(`${this.model} did not answer within ${timeoutMs} ms`, { model: this.model }),
        onAbort: (reason) => (reason instanceof Error ? reason : new Error('cancelled', { cause: reason })),
      });
      return readResult(result, this.#modelId);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw toLMError(error, this.model, this.#key());
    }
  }

  #key(): string | undefined {
    const { keyVariable } = this.#provider;
    return this.#connection.apiKey ?? (keyVariable === undefined ? undefined : process.env[keyVariable]);
  }

  async #model(params: LMParams): Promise<LanguageModelV4> {
    this.#loaded ??= this.#provider.load();
    const make = await this.#loaded;
    return make(this.#modelId, this.#connection, params.extraBody);
  }
}

/** Several answers to one question as one response. */
function combine(responses: readonly LMResponse[]): LMResponse {
  const usages = responses.flatMap((response) => (response.usage ? [response.usage] : []));
  const usage = usages.length === responses.length ? usages.reduce((sum: LMUsage | undefined, next) => (sum ? addUsage(sum, next) : next), undefined) : undefined;
  const retries = responses.reduce((sum, response) => sum + (response.retries ?? 0), 0);
  const { usage: _first, ...last } = responses.at(-1) as LMResponse;
  return { ...last, outputs: responses.flatMap((response) => response.outputs), ...(usage && { usage }), ...(retries > 0 && { retries }) };
}
