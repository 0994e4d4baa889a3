import { ConfigurationError } from '../errors.ts';
import { currentScope, runInScope } from '../scope.ts';
import { BaseLM } from './base-lm.ts';
import { isStoredResponse, responseCache, storedResponse } from './cache/response-cache.ts';
import { requestKey } from './cache/request-key.ts';
import { knownCapabilities, type LMCapabilities } from './capabilities.ts';
import { checkParams, checkReasoningParams } from './check-params.ts';
import { addCosts } from './cost.ts';
import { checkTimeout } from './deadline.ts';
import { ProviderClient } from './provider-client.ts';
import type { ModelType } from './provider/provider.ts';
import { findProvider } from './provider/registry.ts';
import type { LMParams, LMRequest, LMResponse, LMUsage } from './request.ts';
import { checkNumRetries } from './retry.ts';
import { addUsage } from './usage-tracker.ts';

const MODEL_TYPES: ReadonlySet<ModelType> = new Set<ModelType>(['chat', 'responses']);

/** How an `LM` reaches its model, and what it sends unless a call says otherwise. */
export interface LMOptions extends LMParams {
  /** Which of the provider's interfaces to use: chat completions, or OpenAI's responses. `chat` unless given. */
  readonly modelType?: ModelType | undefined;
  /** Base URL of the provider's API. For OpenAI `OPENAI_BASE_URL`, then its public address, unless given. */
  readonly apiBase?: string | undefined;
  /** For OpenAI `OPENAI_API_KEY` unless given, and so on. It appears in no error, log line, trace, cache or saved program. */
  readonly apiKey?: string | undefined;
  /** Azure's version of the API, `AZURE_API_VERSION` unless given. */
  readonly apiVersion?: string | undefined;
  /** Bedrock's region, `AWS_REGION` unless given. */
  readonly region?: string | undefined;
  /** HTTP headers to send beside the provider's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Most that one attempt may take, in milliseconds; unbounded unless given. `timeoutMs` of the settings bounds the whole call. */
  readonly timeoutMs?: number | undefined;
  /** How many times a failed attempt is repeated; 3 unless given. */
  readonly numRetries?: number | undefined;
  /** Whether the cache may answer and remembers answers; true unless given. See `configureCache`. */
  readonly cache?: boolean | undefined;
  /** What the model can do, where that is not known by its name: `{ jsonSchema: true, tools: true }`. */
  readonly capabilities?: LMCapabilities | undefined;
}

/**
 * A model of a provider. The name before the slash is the provider: `openai`, `anthropic`, `azure`, `gemini`, `bedrock`,
 * `groq`, `mistral`, `ollama`, `openrouter`; any other name works with an OpenAI-compatible server at `apiBase`.
 *
 * Failed attempts are repeated (HTTP 408, 409, 429, 5xx, timeouts, broken connections) after 1, 2, 4 s or as long as
 * the provider asks for; where that is more than a minute, the call fails at once.
 *
 * ```ts
 * import { configure, LM } from '@dspy-otel/dspy';
 *
 * configure({ lm: new LM('openai/gpt-4o-mini', { temperature: 0, maxTokens: 1000 }) });
 * ```
 */
export class LM extends BaseLM {
  readonly modelType: ModelType;
  readonly numRetries: number;
  readonly timeoutMs: number | undefined;
  readonly cache: boolean;
  readonly apiBase: string | undefined;
  override readonly capabilities: LMCapabilities;
  readonly #client: ProviderClient;
  readonly #options: LMOptions;
  #isWarned = false;

  /** @throws {ConfigurationError} when the model's name, an option or a combination of them cannot work. */
  constructor(model: string, options: LMOptions = {}) {
    const { modelType = 'chat', apiBase, apiKey, apiVersion, region, headers, timeoutMs, numRetries = 3, cache = true, capabilities, ...params } = options;
    super(model, params);
    const modelId = model.slice(model.indexOf('/') + 1);
    if (modelId.trim() === '') throw new ConfigurationError(`model "${model}" has no name after its provider; write for example "openai/gpt-4o-mini"`);
    if (apiBase !== undefined && !/^https?:$/.test(URL.parse(apiBase)?.protocol ?? '')) throw new ConfigurationError(`apiBase of ${model} is not an HTTP address: "${apiBase}"`);
    if (!MODEL_TYPES.has(modelType)) throw new ConfigurationError(`modelType of ${model} has to be ${[...MODEL_TYPES].join(' or ')}, got "${modelType}"`);
    checkTimeout(model, timeoutMs);
    checkNumRetries(model, numRetries);
    checkParams(model, params);
    checkReasoningParams(model, modelId, params);
    const provider = findProvider(this.provider, apiBase);
    this.#client = new ProviderClient({ model, modelId, modelType, name: this.provider, provider, connection: { apiBase, apiKey, apiVersion, region, headers }, timeoutMs, numRetries });
    this.#options = options;
    this.modelType = modelType;
    this.apiBase = apiBase;
    this.timeoutMs = timeoutMs;
    this.numRetries = numRetries;
    this.cache = cache;
    this.capabilities = { ...knownCapabilities(this.provider, modelId), ...capabilities };
  }

  /**
   * The same model with other options and a history of its own; this one stays as it is.
   *
   * ```ts
   * import { LM } from '@dspy-otel/dspy';
   *
   * const lm = new LM('openai/gpt-4o-mini', { temperature: 0 });
   * const another = lm.copy({ temperature: 1, rolloutId: 1 });
   * console.log(another.params); // { temperature: 1, rolloutId: 1 }
   * ```
   */
  override copy(options: LMOptions = {}): LM {
    return Reflect.construct(this.constructor, [this.model, { ...this.#options, ...options }]) as LM;
  }

  protected override async forward(request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse> {
    const { n = 1, cache: isCached = this.cache } = request.params;
    if (!isCached || !responseCache.isEnabled) return this.#ask(n, request, signal);
    this.#warnOfUselessRollout(request.params);
    const key = requestKey({ model: this.model, modelType: this.modelType, address: this.#client.address, request });
    const stored = await responseCache.read(key, isStoredResponse);
    if (stored) return { ...stored, cacheHit: true };
    const response = await this.#ask(n, request, signal);
    await responseCache.write(key, storedResponse(response));
    return response;
  }

  async #ask(n: number, request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse> {
    if (n === 1) return this.#client.ask(request, signal);
    const others = { ...currentScope(), textSink: undefined };
    const failed = new AbortController();
    const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    const asked = Array.from({ length: n }, (_, index) => (index === 0 ? this.#client.ask(request, either) : runInScope(others, () => this.#client.ask(request, either))));
    try {
      return combine(await Promise.all(asked));
    } catch (error) {
      // Nobody waits for the others any more.
      failed.abort(error);
      throw error;
    }
  }

  #warnOfUselessRollout({ rolloutId, temperature }: LMParams): void {
    if (rolloutId === undefined || temperature !== 0 || this.#isWarned) return;
    this.#isWarned = true;
    process.emitWarning(`${this.model} is asked with rolloutId ${rolloutId} at temperature 0, where another rollout gives the same answer; set a temperature`, 'DSPyLMWarning');
  }
}

/** Several answers to one question as one response. */
function combine(responses: readonly LMResponse[]): LMResponse {
  const usages = responses.flatMap((response) => (response.usage ? [response.usage] : []));
  const usage = usages.length === responses.length ? usages.reduce((sum: LMUsage | undefined, next) => (sum ? addUsage(sum, next) : next), undefined) : undefined;
  const cost = responses.reduce((sum: number | undefined, response) => (sum === undefined || response.cost === undefined ? undefined : sum + response.cost), 0);
  const costParts = responses.map((response) => response.costParts).reduce((sum, next) => sum && next && addCosts(sum, next));
  const retries = responses.reduce((sum, response) => sum + (response.retries ?? 0), 0);
  const { usage: _usage, cost: _cost, costParts: _costParts, ...last } = responses.at(-1) as LMResponse;
  return { ...last, outputs: responses.flatMap((response) => response.outputs), ...(usage && { usage }), ...(cost !== undefined && { cost }), ...(costParts && { costParts }), ...(retries > 0 && { retries }) };
}
