import type { LanguageModelV4, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { currentScope } from '../scope.ts';
import { costOf, totalOf } from './cost.ts';
import { withDeadline } from './deadline.ts';
import { LMTimeoutError, LMUnsupportedFeatureError } from './lm-error.ts';
import type { Connection, ModelType, Provider, ProviderModels } from './provider/provider.ts';
import { toLMError } from './provider-error.ts';
import { readResult } from './read-result.ts';
import { readStream } from './read-stream.ts';
import type { LMParams, LMRequest, LMResponse } from './request.ts';
import { addressOf, secretsOf } from './secrets.ts';
import { withRetries } from './retry.ts';
import type { TextSink } from './text-sink.ts';
import { toCallOptions } from './to-call-options.ts';

interface ProviderClientOptions {
  /** As the user names it. */
  readonly model: string;
  readonly modelId: string;
  readonly modelType: ModelType;
  /** The provider's name. */
  readonly name: string;
  readonly provider: Provider;
  readonly connection: Connection;
  readonly timeoutMs: number | undefined;
  readonly numRetries: number;
}

/** Asks one model of one provider, as often as it takes. */
export class ProviderClient {
  readonly #options: ProviderClientOptions;
  #loaded: Promise<ProviderModels> | undefined;

  constructor(options: ProviderClientOptions) {
    this.#options = options;
  }

  /** What tells this server apart from others, without secrets. */
  get address(): string {
    return addressOf(this.#options.connection, this.#options.provider);
  }

  /** @throws {LMError} of the last attempt. */
  async ask(request: LMRequest, signal: AbortSignal | undefined): Promise<LMResponse> {
    const { textSink } = currentScope();
    const mayRepeat = (): boolean => textSink?.restart() ?? true;
    const { value, retries } = await withRetries(() => this.#attempt(request, textSink, signal), { retries: this.#options.numRetries, signal, mayRepeat });
    return retries === 0 ? value : { ...value, retries };
  }

  async #attempt(request: LMRequest, sink: TextSink | undefined, signal: AbortSignal | undefined): Promise<LMResponse> {
    const { model: name, modelId, name: providerName, provider, connection, timeoutMs } = this.#options;
    try {
      const model = await this.#model(request.params);
      const result = await withDeadline({ signal, timeoutMs }, (abortSignal) => this.#send(model, request, sink, abortSignal), {
        onTimeout: (ms) => new LMTimeoutError(`${name} did not answer within ${ms} ms; raise timeoutMs or ask for less`, { model: name }),
        onAbort: (reason) => (reason instanceof Error ? reason : new Error('cancelled', { cause: reason })),
      });
      warnOfIgnored(name, result.warnings);
      const response = readResult(result, modelId);
      const costParts = costOf(providerName, modelId, response.model, response.usage);
      return costParts === undefined ? response : { ...response, cost: totalOf(costParts), costParts };
    } catch (error) {
      if (signal?.aborted) throw error;
      throw toLMError(error, name, secretsOf(connection, provider));
    }
  }

  async #send(model: LanguageModelV4, request: LMRequest, sink: TextSink | undefined, signal: AbortSignal | undefined): Promise<LanguageModelV4GenerateResult> {
    const options = toCallOptions(request, this.#options, signal);
    if (!sink) return model.doGenerate(options);
    return readStream(await model.doStream(options), sink);
  }

  async #model(params: LMParams): Promise<LanguageModelV4> {
    const { provider, modelType, model, modelId, connection } = this.#options;
    this.#loaded ??= provider.load();
    const make = (await this.#loaded)[modelType];
    if (!make) throw new LMUnsupportedFeatureError(`${model} has no interface "${modelType}"; leave modelType out`, { model });
    return make(modelId, connection, params.extraBody);
  }
}

const warned = new Set<string>();

/** What the provider's package left out of a request, said once for each model and setting. */
function warnOfIgnored(model: string, warnings: LanguageModelV4GenerateResult['warnings']): void {
  for (const warning of warnings) {
    const text = 'message' in warning ? warning.message : [warning.feature, warning.details].filter(Boolean).join(': ');
    const id = `${model} ${text}`;
    if (warned.has(id)) continue;
    warned.add(id);
    process.emitWarning(`${model} does not take what the call says as it is (${text})`, 'DSPyLMWarning');
  }
}
