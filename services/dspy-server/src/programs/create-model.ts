import { ColBERTv2, LM, type LMOptions, type Retriever } from '@dspy-otel/dspy';
import type { Environment } from '../config.ts';
import type { ModelConfig, RetrieverConfig } from '../project/config-schema.ts';

/** The model that an entry of `models.registry` describes. */
export function createModel(config: ModelConfig, env: Environment): LM {
  const apiKey = config.api_key ?? (config.env === undefined ? undefined : env[config.env]);
  const options: LMOptions = {
    modelType: config.model_type,
    temperature: config.temperature,
    maxTokens: config.max_tokens ?? undefined,
    topP: config.top_p,
    seed: config.seed,
    stop: config.stop,
    reasoningEffort: config.reasoning_effort,
    extraBody: config.extra_body,
    apiBase: config.api_base,
    apiKey: apiKey || undefined,
    headers: config.headers,
    timeoutMs: config.timeout_ms,
    numRetries: config.num_retries,
    cache: config.cache,
  };
  return new LM(config.model, withoutUndefined(options));
}

/** The retriever that an entry of `retrievers.registry` describes. */
export function createRetriever(config: RetrieverConfig): Retriever {
  return new ColBERTv2({ url: config.url });
}

function withoutUndefined(options: LMOptions): LMOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
