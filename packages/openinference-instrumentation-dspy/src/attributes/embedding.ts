import { SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { EmbeddingOperation, EmbeddingResponse } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import type { SpanSettings } from '../config.ts';
import * as genAI from '../gen-ai-conventions.ts';
import { indexedKeys } from '../indexed-keys.ts';
import { modelName, providerNames } from '../providers.ts';
import { DSPY_CACHE_HIT } from './dspy-attributes.ts';
import { addInputValue, addOutputValue } from './value.ts';

const { EMBEDDING_EMBEDDINGS, EMBEDDING_MODEL_NAME, EMBEDDING_TEXT, EMBEDDING_VECTOR, LLM_COST_PROMPT, LLM_COST_TOTAL, LLM_TOKEN_COUNT_PROMPT, LLM_TOKEN_COUNT_TOTAL } = SemanticConventions;

const embeddingKeys = indexedKeys(EMBEDDING_EMBEDDINGS, { text: EMBEDDING_TEXT, vector: EMBEDDING_VECTOR });

/** Which model is asked. */
export function embeddingIdentity({ embedder: { model } }: EmbeddingOperation, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  if (settings.openInference) attributes[EMBEDDING_MODEL_NAME] = modelName(model);
  if (settings.genAI) {
    attributes[genAI.GEN_AI_OPERATION_NAME] = 'embeddings';
    attributes[genAI.GEN_AI_REQUEST_MODEL] = modelName(model);
    if (model.includes('/')) attributes[genAI.GEN_AI_PROVIDER_NAME] = providerNames(model.slice(0, model.indexOf('/'))).genAI;
  }
  return attributes;
}

/** What is embedded. */
export function embeddingRequestAttributes({ texts }: EmbeddingOperation, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  const { embeddingText, text: policy } = settings.content;
  if (settings.openInference) {
    addInputValue(attributes, texts, embeddingText, policy);
    if (embeddingText) for (const [index, text] of texts.entries()) attributes[embeddingKeys(index).text] = policy.shown(text);
  }
  return attributes;
}

/** How large the vectors are and what they took; the vectors themselves only when asked for, as they are long and nobody reads them. */
export function embeddingResponseAttributes({ embeddings, model, promptTokens, cost, cacheHit }: EmbeddingResponse, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  const dimensions = embeddings[0]?.length;
  if (settings.openInference) {
    addOutputValue(attributes, { vectors: embeddings.length, dimensions }, settings.content.outputs, settings.content.text);
    if (settings.content.embeddingVectors) {
      for (const [index, vector] of embeddings.entries()) attributes[embeddingKeys(index).vector] = [...vector];
    }
    attributes[LLM_TOKEN_COUNT_PROMPT] = promptTokens;
    attributes[LLM_TOKEN_COUNT_TOTAL] = promptTokens;
    attributes[LLM_COST_PROMPT] = cost;
    attributes[LLM_COST_TOTAL] = cost;
  }
  if (settings.genAI) {
    attributes[genAI.GEN_AI_RESPONSE_MODEL] = modelName(model);
    attributes[genAI.GEN_AI_EMBEDDINGS_DIMENSION_COUNT] = dimensions;
    attributes[genAI.GEN_AI_USAGE_INPUT_TOKENS] = promptTokens;
  }
  attributes[DSPY_CACHE_HIT] = cacheHit || undefined;
  return attributes;
}
