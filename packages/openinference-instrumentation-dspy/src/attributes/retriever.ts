import { SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { ModuleOperation, OperationResult, Passage, RetrieverOperation } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import type { SpanSettings } from '../config.ts';
import * as genAI from '../gen-ai-conventions.ts';
import { indexedKeys } from '../indexed-keys.ts';
import type { TextPolicy } from '../text-policy.ts';
import { retrievedDocuments } from './gen-ai.ts';
import { addInputValue, addOutputValue, shownJSON } from './value.ts';

const documentKeys = indexedKeys(SemanticConventions.RETRIEVAL_DOCUMENTS, {
  content: SemanticConventions.DOCUMENT_CONTENT,
  id: SemanticConventions.DOCUMENT_ID,
  score: SemanticConventions.DOCUMENT_SCORE,
  metadata: SemanticConventions.DOCUMENT_METADATA,
});

/** That it is a search. */
export function retrieverIdentity(_operation: RetrieverOperation | ModuleOperation, { genAI: isWanted }: SpanSettings): Attributes {
  return isWanted ? { [genAI.GEN_AI_OPERATION_NAME]: 'retrieval' } : {};
}

/** What a retriever is asked. */
export function searchAttributes({ query, k }: RetrieverOperation, settings: SpanSettings): Attributes {
  return queryAttributes({ query, k }, query, settings);
}

/** What a retriever found: `retrieval.documents.*`. */
export function passagesAttributes(passages: readonly Passage[], settings: SpanSettings): Attributes {
  return documentsAttributes(passages, passages, settings);
}

/** What the `Retrieve` module is asked. */
export function retrieveAttributes({ inputs }: ModuleOperation, settings: SpanSettings): Attributes {
  return queryAttributes(inputs, inputs['query'], settings);
}

/** What the `Retrieve` module gave. Its texts are the output, its hits bring ids and scores. */
export function retrievedAttributes(prediction: OperationResult<ModuleOperation>, settings: SpanSettings): Attributes {
  const hits = prediction.get('hits');
  const passages = Array.isArray(hits) ? (hits as readonly Passage[]) : [];
  return documentsAttributes({ passages: prediction.get('passages') }, passages, settings);
}

function queryAttributes(input: unknown, query: unknown, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  if (settings.openInference) addInputValue(attributes, input, settings.content.inputs, settings.content.text);
  if (settings.genAI && settings.content.inputs && typeof query === 'string') attributes[genAI.GEN_AI_RETRIEVAL_QUERY_TEXT] = settings.content.text.shown(query);
  return attributes;
}

function documentsAttributes(output: unknown, passages: readonly Passage[], settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  const { outputs: isShown, text } = settings.content;
  if (settings.openInference) {
    addOutputValue(attributes, output, isShown, text);
    if (isShown) addDocuments(attributes, passages, text);
  }
  if (settings.genAI && isShown) attributes[genAI.GEN_AI_RETRIEVAL_DOCUMENTS] = text.shown(retrievedDocuments(passages));
  return attributes;
}

function addDocuments(attributes: Attributes, passages: readonly Passage[], policy: TextPolicy): void {
  for (const [index, { text, id, score, metadata }] of passages.entries()) {
    const keys = documentKeys(index);
    attributes[keys.content] = policy.shown(text);
    attributes[keys.id] = id;
    attributes[keys.score] = score;
    if (metadata) attributes[keys.metadata] = shownJSON(metadata, policy);
  }
}
