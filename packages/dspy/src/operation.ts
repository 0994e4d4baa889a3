import type { Adapter } from './adapter/adapter.ts';
import type { AnyEvaluate, EvaluationInputs } from './evaluate/evaluate.ts';
import type { EvaluationResult } from './evaluate/evaluation-result.ts';
import type { BaseLM } from './lm/base-lm.ts';
import type { Embedder, EmbeddingResponse } from './lm/embedder.ts';
import type { Message } from './lm/message.ts';
import type { LMRequest, LMResponse, ToolDefinition } from './lm/request.ts';
import type { Module } from './module/module.ts';
import type { Demo, Example } from './prediction/example.ts';
import type { PredictionMembers, Values } from './prediction/prediction.ts';
import type { Passage, Retriever } from './retriever/retriever.ts';
import type { Signature } from './signature/signature.ts';

interface OperationBase {
  /** The operation inside which this one runs. Set by `observe` before the first observer sees it. */
  parent?: Operation | undefined;
}

/** A call of a module: everything below `module.call(…)`. */
export interface ModuleOperation extends OperationBase {
  readonly kind: 'module';
  /** Class name: `MyRAG`, `ChainOfThought`, `Predict`, `Retrieve`. */
  readonly name: string;
  readonly module: Module;
  readonly inputs: Values;
}

/** The step inside `Predict` that asks the adapter, under its signature's name. */
export interface PredictOperation extends OperationBase {
  readonly kind: 'predict';
  /** `Predict(StringSignature)` */
  readonly name: string;
  readonly module: Module;
  readonly signature: Signature;
  readonly inputs: Values;
}

/** A whole adapter call: format, ask the model, parse. Its result is one record of output fields per answer. */
export interface AdapterOperation extends OperationBase {
  readonly kind: 'adapter';
  /** Class name: `ChatAdapter`. */
  readonly name: string;
  readonly adapter: Adapter;
  readonly signature: Signature;
  readonly demos: readonly Demo[];
  readonly inputs: Values;
}

/** Inputs become messages. */
export interface AdapterFormatOperation extends OperationBase {
  readonly kind: 'adapter.format';
  readonly name: string;
  readonly adapter: Adapter;
  readonly signature: Signature;
  readonly demos: readonly Demo[];
  readonly inputs: Values;
}

/** One answer becomes output fields. */
export interface AdapterParseOperation extends OperationBase {
  readonly kind: 'adapter.parse';
  readonly name: string;
  readonly adapter: Adapter;
  readonly signature: Signature;
  readonly completion: string;
}

/** A call of a language model, retries included. */
export interface LMOperation extends OperationBase {
  readonly kind: 'lm';
  /** Class name: `LM`. */
  readonly name: string;
  readonly lm: BaseLM;
  readonly request: LMRequest;
}

/** Texts become vectors, retries and batches included. */
export interface EmbeddingOperation extends OperationBase {
  readonly kind: 'embedding';
  /** Class name: `Embedder`. */
  readonly name: string;
  readonly embedder: Embedder;
  readonly texts: readonly string[];
}

/** A call of a tool. */
export interface ToolOperation extends OperationBase {
  readonly kind: 'tool';
  /** The tool's own name. */
  readonly name: string;
  readonly tool: ToolDefinition;
  readonly args: Values;
}

/** A search. */
export interface RetrieverOperation extends OperationBase {
  readonly kind: 'retriever';
  /** Class name: `ColBERTv2`. */
  readonly name: string;
  readonly retriever: Retriever;
  readonly query: string;
  /** How many passages were asked for. */
  readonly k: number;
}

/** An evaluation of a program: everything it runs happens inside. */
export interface EvaluationOperation extends OperationBase {
  readonly kind: 'evaluation';
  /** Class name: `Evaluate`. */
  readonly name: string;
  readonly evaluation: AnyEvaluate;
  readonly inputs: EvaluationInputs;
}

/** An optimizer making a better program: the teacher's calls and evaluations happen inside. Its result is the program. */
export interface CompileOperation extends OperationBase {
  readonly kind: 'compile';
  /** Class name: `BootstrapFewShot`. */
  readonly name: string;
  readonly student: Module;
  readonly teacher?: Module | undefined;
  readonly trainset: readonly Example<object>[];
}

/** Everything the runtime announces; see `observe`. */
export type Operation =
  | ModuleOperation
  | PredictOperation
  | AdapterOperation
  | AdapterFormatOperation
  | AdapterParseOperation
  | LMOperation
  | EmbeddingOperation
  | ToolOperation
  | EvaluationOperation
  | CompileOperation
  | RetrieverOperation;

interface ResultByKind {
  module: PredictionMembers<object>;
  predict: PredictionMembers<object>;
  adapter: readonly Values[];
  'adapter.format': readonly Message[];
  'adapter.parse': Values;
  lm: LMResponse;
  embedding: EmbeddingResponse;
  tool: unknown;
  evaluation: EvaluationResult;
  compile: Module;
  retriever: readonly Passage[];
}

/** What running an operation of type `O` gives. */
export type OperationResult<O extends Operation> = ResultByKind[O['kind']];

/** Something that happens in the middle of an operation and is neither its beginning nor its end. */
export type Moment =
  /** An attempt failed and is repeated after `waitMs`. `attempt` counts from 1. */
  | { readonly kind: 'retry'; readonly error: unknown; readonly attempt: number; readonly waitMs: number }
  /** The first piece of an answer that is streamed. */
  | { readonly kind: 'first-token' };
