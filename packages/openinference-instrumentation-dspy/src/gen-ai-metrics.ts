import type { EmbeddingOperation, LMOperation, Operation, OperationResult } from '@dspy-otel/dspy';
import { type Attributes, createNoopMeter, type Histogram, type Meter } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import * as genAI from './gen-ai-conventions.ts';
import { modelName, providerNames } from './providers.ts';
import { errorType } from './span-error.ts';

const TOKEN_TYPE = 'gen_ai.token.type';

type Measured = LMOperation | EmbeddingOperation;

/** Powers as the conventions advise: from 10 ms to 82 s, and from 1 to 67 million tokens. */
const SECONDS = Array.from({ length: 14 }, (_, power) => 0.01 * 2 ** power);
const TOKENS = Array.from({ length: 14 }, (_, power) => 4 ** power);

/** `gen_ai.client.operation.duration` and `gen_ai.client.token.usage` of model calls and embeddings, sampled or not. */
export class GenAIMetrics {
  readonly #duration: Histogram;
  readonly #tokens: Histogram;

  /** `undefined` when nobody takes metrics. */
  static of(meter: Meter): GenAIMetrics | undefined {
    return meter.constructor === createNoopMeter().constructor ? undefined : new GenAIMetrics(meter);
  }

  private constructor(meter: Meter) {
    this.#duration = meter.createHistogram('gen_ai.client.operation.duration', { description: 'How long calls of models take.', unit: 's', advice: { explicitBucketBoundaries: SECONDS } });
    this.#tokens = meter.createHistogram('gen_ai.client.token.usage', { description: 'How many tokens calls of models take and give.', unit: '{token}', advice: { explicitBucketBoundaries: TOKENS } });
  }

  /** What runs the operation and, if it is a call of a model, records how it went. */
  measured<O extends Operation>(operation: O, run: () => Promise<OperationResult<O>>): () => Promise<OperationResult<O>> {
    return operation.kind === 'lm' || operation.kind === 'embedding' ? () => this.#measure(operation, run) : run;
  }

  async #measure<R>(operation: Measured, run: () => Promise<R>): Promise<R> {
    const started = performance.now();
    const attributes = attributesOf(operation);
    try {
      const result = await run();
      // TypeScript cannot see that the result is that of the operation's kind.
      const { model, input, output } = usageOf(result as OperationResult<Measured>);
      attributes[genAI.GEN_AI_RESPONSE_MODEL] = model;
      if (input !== undefined) this.#tokens.record(input, { ...attributes, [TOKEN_TYPE]: 'input' });
      if (output !== undefined) this.#tokens.record(output, { ...attributes, [TOKEN_TYPE]: 'output' });
      return result;
    } catch (error) {
      attributes[ATTR_ERROR_TYPE] = errorType(error);
      throw error;
    } finally {
      this.#duration.record((performance.now() - started) / 1000, attributes);
    }
  }
}

function attributesOf(operation: Measured): Attributes {
  const { model } = operation.kind === 'lm' ? operation.lm : operation.embedder;
  return {
    [genAI.GEN_AI_OPERATION_NAME]: operation.kind === 'lm' ? 'chat' : 'embeddings',
    [genAI.GEN_AI_PROVIDER_NAME]: model.includes('/') ? providerNames(model.slice(0, model.indexOf('/'))).genAI : model,
    [genAI.GEN_AI_REQUEST_MODEL]: modelName(model),
  };
}

function usageOf(result: OperationResult<Measured>): { model: string; input: number | undefined; output: number | undefined } {
  if ('embeddings' in result) return { model: modelName(result.model), input: result.promptTokens, output: undefined };
  return { model: result.model, input: result.usage?.promptTokens, output: result.usage?.completionTokens };
}
