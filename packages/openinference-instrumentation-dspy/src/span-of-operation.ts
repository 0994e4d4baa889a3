import { OpenInferenceSpanKind } from '@arizeai/openinference-semantic-conventions';
import { ColBERTv2, Predict, Retrieve, type Operation, type OperationResult } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import { adapterInputAttributes, inputAttributes, outputAttributes } from './attributes/chain.ts';
import { embeddingIdentity, embeddingRequestAttributes, embeddingResponseAttributes } from './attributes/embedding.ts';
import { lmIdentity, lmRequestAttributes, lmResponseAttributes } from './attributes/lm.ts';
import { compileAttributes, compiledAttributes, evaluationAttributes, evaluationResultAttributes } from './attributes/optimization.ts';
import { passagesAttributes, retrieveAttributes, retrieverIdentity, retrievedAttributes, searchAttributes } from './attributes/retriever.ts';
import { toolCallAttributes, toolIdentity, toolResultAttributes } from './attributes/tool.ts';
import type { Detail, SpanSettings } from './config.ts';
import type { HttpRole } from './context.ts';
import { providerNames } from './providers.ts';

/** How operations of one kind appear in a trace. */
export interface SpanShape<O extends Operation> {
  readonly kind: OpenInferenceSpanKind;
  readonly name: (operation: O) => string;
  /** By what samplers may choose, beside the kind: what costs nothing to tell and is no one's secret. */
  readonly identity?: (operation: O, settings: SpanSettings) => Attributes;
  /** What it is asked: the rest of what is known when it starts. */
  readonly before: (operation: O, settings: SpanSettings) => Attributes;
  /** What its result adds. */
  readonly after: (result: OperationResult<O>, settings: SpanSettings) => Attributes;
  /** What HTTP requests sent directly from it are. */
  readonly httpRole?: (operation: O) => HttpRole | undefined;
}

type Kind = Operation['kind'];
type OfKind<K extends Kind> = Extract<Operation, { readonly kind: K }>;

const MODULE: SpanShape<OfKind<'module'>> = {
  kind: OpenInferenceSpanKind.CHAIN,
  name: ({ name }) => `${name}.forward`,
  before: inputAttributes,
  after: outputAttributes,
};

const RETRIEVE: SpanShape<OfKind<'module'>> = {
  kind: OpenInferenceSpanKind.RETRIEVER,
  name: ({ name }) => `${name}.forward`,
  identity: retrieverIdentity,
  before: retrieveAttributes,
  after: retrievedAttributes,
};

const PREDICT: SpanShape<OfKind<'predict'>> = {
  kind: OpenInferenceSpanKind.CHAIN,
  name: ({ name }) => `${name}.forward`,
  before: inputAttributes,
  after: outputAttributes,
};

const ADAPTER: SpanShape<OfKind<'adapter'>> = {
  kind: OpenInferenceSpanKind.CHAIN,
  name: ({ name }) => `${name}.__call__`,
  before: adapterInputAttributes,
  after: outputAttributes,
};

const LM: SpanShape<OfKind<'lm'>> = {
  kind: OpenInferenceSpanKind.LLM,
  name: ({ name }) => `${name}.__call__`,
  identity: lmIdentity,
  before: lmRequestAttributes,
  after: lmResponseAttributes,
  httpRole: ({ lm }) => providerNames(lm.provider),
};

const RETRIEVER: SpanShape<OfKind<'retriever'>> = {
  kind: OpenInferenceSpanKind.RETRIEVER,
  name: ({ name }) => `${name}.__call__`,
  identity: retrieverIdentity,
  before: searchAttributes,
  after: passagesAttributes,
  httpRole: ({ retriever }) => (retriever instanceof ColBERTv2 ? 'untraced' : undefined),
};

const TOOL: SpanShape<OfKind<'tool'>> = {
  kind: OpenInferenceSpanKind.TOOL,
  name: ({ name }) => `${name}.__call__`,
  identity: toolIdentity,
  before: toolCallAttributes,
  after: toolResultAttributes,
};

const EMBEDDING: SpanShape<OfKind<'embedding'>> = {
  kind: OpenInferenceSpanKind.EMBEDDING,
  name: ({ name }) => `${name}.__call__`,
  identity: embeddingIdentity,
  before: embeddingRequestAttributes,
  after: embeddingResponseAttributes,
  httpRole: ({ embedder: { model } }) => (model.includes('/') ? providerNames(model.slice(0, model.indexOf('/'))) : undefined),
};

const EVALUATION: SpanShape<OfKind<'evaluation'>> = {
  kind: OpenInferenceSpanKind.EVALUATOR,
  name: ({ name }) => `${name}.__call__`,
  before: evaluationAttributes,
  after: evaluationResultAttributes,
};

const COMPILE: SpanShape<OfKind<'compile'>> = {
  kind: OpenInferenceSpanKind.CHAIN,
  name: ({ name }) => `${name}.compile`,
  before: compileAttributes,
  after: compiledAttributes,
};

/** The span of an operation; `undefined` for one that has none at this level of detail. */
export function spanOfOperation<O extends Operation>(operation: O, detail: Detail): SpanShape<O> | undefined {
  // TypeScript cannot see that the shape's type follows `operation.kind`.
  return shapeOf(operation, detail) as SpanShape<O> | undefined;
}

function shapeOf(operation: Operation, detail: Detail): SpanShape<never> | undefined {
  switch (operation.kind) {
    case 'module':
      if (operation.module instanceof Retrieve) return RETRIEVE;
      return detail === 'compact' && operation.module.constructor === Predict ? undefined : MODULE;
    case 'predict':
      return detail === 'full' ? PREDICT : undefined;
    case 'adapter':
      return detail === 'full' ? ADAPTER : undefined;
    case 'lm':
      return LM;
    case 'retriever':
      return RETRIEVER;
    case 'tool':
      return TOOL;
    case 'embedding':
      return EMBEDDING;
    case 'evaluation':
      return EVALUATION;
    case 'compile':
      return COMPILE;
    default:
      return undefined;
  }
}
