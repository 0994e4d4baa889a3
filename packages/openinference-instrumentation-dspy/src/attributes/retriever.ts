import { SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { ModuleOperation, OperationResult, Passage, RetrieverOperation } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import type { SpanSettings } from '../config.ts';
import * as genAI from '../gen-ai-conventions.ts';
import { toJSON } from '../json.ts';
import { retrievedDocuments } from './gen-ai.ts';
import { addInputValue, addOutputValue } from './value.ts';

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
  if (settings.openInference) addInputValue(attributes, input, settings.content.inputs);
  if (settings.genAI) {
    attributes[genAI.GEN_AI_OPERATION_NAME] = 'retrieval';
    if (settings.content.inputs && typeof query === 'string') attributes[genAI.GEN_AI_RETRIEVAL_QUERY_TEXT] = query;
  }
  return attributes;
}

function documentsAttributes(output: unknown, passages: readonly Passage[], settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  const shown = settings.content.outputs;
  if (settings.openInference) {
    addOutputValue(attributes, output, shown);
    if (shown) addDocuments(attributes, passages);
  }
  if (settings.genAI && shown) attributes[genAI.GEN_AI_RETRIEVAL_DOCUMENTS] = retrievedDocuments(passages);
  return attributes;
}

function addDocuments(attributes: Attributes, passages: readonly Passage[]): void {
  for (const [index, { text, id, score, metadata }] of passages.entries()) {
    const prefix = `${SemanticConventions.RETRIEVAL_DOCUMENTS}.${index}`;
    attributes[`${prefix}.${SemanticConventions.DOCUMENT_CONTENT}`] = text;
    attributes[`${prefix}.${SemanticConventions.DOCUMENT_ID}`] = id;
    attributes[`${prefix}.${SemanticConventions.DOCUMENT_SCORE}`] = score;
    if (metadata) attributes[`${prefix}.${SemanticConventions.DOCUMENT_METADATA}`] = toJSON(metadata);
  }
}
