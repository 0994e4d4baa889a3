export { Adapter, type AdapterCall, type UserTurn } from './adapter/adapter.ts';
export { ChatAdapter, type ChatAdapterOptions } from './adapter/chat-adapter.ts';
export { JSONAdapter } from './adapter/json-adapter.ts';
export type { FallbackOptions } from './adapter/json-fallback.ts';
export type { AdapterOptions } from './adapter/native.ts';
export { TwoStepAdapter } from './adapter/two-step-adapter.ts';
export { XMLAdapter, type XMLAdapterOptions } from './adapter/xml-adapter.ts';
export type { Callback, EndedCall, FormatInputs, ParseInputs, StartedCall, WithCallbacks } from './callback/callback.ts';
export {
  AdapterParseError,
  type AdapterParseErrorDetails,
  ConfigurationError,
  DSPyError,
  type DSPyErrorCode,
  InputError,
  type InputIssue,
  NotConfiguredError,
  RetrieverError,
  SignatureError,
} from './errors.ts';
export { answerExactMatch, type AnswerMatchOptions, answerPassageMatch, exactMatch, f1Score } from './evaluate/answer-match.ts';
export { CompleteAndGrounded } from './evaluate/complete-and-grounded.ts';
export { type AnyEvaluate, Evaluate, type EvaluateCall, type EvaluateOptions, type EvaluateSettings, type EvaluationInputs } from './evaluate/evaluate.ts';
export { EvaluationError, type EvaluationErrorDetails } from './evaluate/evaluation-error.ts';
export { EvaluationResult, type FailedExample, type ScoredExample } from './evaluate/evaluation-result.ts';
export type { Metric, MetricFunction, MetricInputs, MetricModule, Score } from './evaluate/metric.ts';
export { majority, type MajorityOptions } from './evaluate/majority.ts';
export { normalizeText } from './evaluate/normalize-text.ts';
export { SemanticF1, type SemanticF1Options } from './evaluate/semantic-f1.ts';
export type { Trace, TraceStep } from './module/trace.ts';
export { BaseLM, type LMCall } from './lm/base-lm.ts';
export { type CacheOptions, configureCache, resetMemoryCache } from './lm/cache/response-cache.ts';
export type { LMCapabilities } from './lm/capabilities.ts';
export type { Price } from './lm/cost.ts';
export { Embedder, type EmbedderOptions, type EmbeddingFunction, type EmbeddingResponse } from './lm/embedder.ts';
export { inspectHistory, type TextOutput } from './lm/format-history.ts';
export type { HistoryEntry } from './lm/history.ts';
export { LM, type LMOptions } from './lm/lm.ts';
export {
  ContextWindowExceededError,
  LMAbortedError,
  LMAuthError,
  LMBillingError,
  LMContentFilterError,
  LMError,
  type LMErrorDetails,
  LMInvalidRequestError,
  LMRateLimitError,
  LMServerError,
  LMTimeoutError,
  LMTransportError,
  LMUnexpectedError,
  LMUnsupportedFeatureError,
} from './lm/lm-error.ts';
export type {
  AssistantMessage,
  AudioPart,
  ContentPart,
  FilePart,
  ImagePart,
  Message,
  SystemMessage,
  TextPart,
  ToolCall,
  ToolMessage,
  UserMessage,
} from './lm/message.ts';
export { PRICES, PRICES_DATE } from './lm/prices.ts';
export type { Connection, ModelType, Provider, ProviderModel, ProviderModels } from './lm/provider/provider.ts';
export { providerNames, registerProvider } from './lm/provider/registry.ts';
export type { FinishReason, LMCostParts, LMOutput, LMParams, LMRequest, LMResponse, LMUsage, ResponseFormat, ToolChoice, ToolDefinition } from './lm/request.ts';
export { type AttemptsOptions, BestOfN, type RewardFunction } from './module/best-of-n.ts';
export { ChainOfThought, type WithReasoning } from './module/chain-of-thought.ts';
export { CodeAct, type CodeActOptions } from './module/code-act.ts';
export { Module } from './module/module.ts';
export { type ComparisonInputs, type ComparisonOutputs, MultiChainComparison, type MultiChainComparisonOptions } from './module/multi-chain-comparison.ts';
export { Predict, type PredictOptions } from './module/predict.ts';
export { ProgramOfThought, type ProgramOfThoughtOptions } from './module/program-of-thought.ts';
export { ReAct, type ReActOptions, type ReActOutputs } from './module/react.ts';
export { ReActV2, type ReActV2Inputs, type ReActV2Options, type ReActV2Outputs } from './module/react-v2.ts';
export { Refine } from './module/refine.ts';
export { Retrieve, type RetrieveInputs, type RetrieveOutputs } from './module/retrieve.ts';
export type { Trajectory } from './module/trajectory.ts';
export { addObserver, currentOperation, observe, type Observer } from './observe.ts';
export type {
  AdapterFormatOperation,
  AdapterOperation,
  AdapterParseOperation,
  CompileOperation,
  EmbeddingOperation,
  EvaluationOperation,
  LMOperation,
  ModuleOperation,
  Moment,
  Operation,
  OperationResult,
  PredictOperation,
  RetrieverOperation,
  ToolOperation,
} from './operation.ts';
export { BootstrapFewShot, type BootstrapFewShotOptions, type CompileOptions } from './optimize/bootstrap-few-shot.ts';
export type { BootstrapReport } from './optimize/bootstrap.ts';
export { EnsembledProgram, Ensemble, type EnsembleOptions, type ReduceFunction } from './optimize/ensemble.ts';
export { KNNFewShot, type KNNFewShotOptions } from './optimize/knn-few-shot.ts';
export { LabeledFewShot, type LabeledFewShotOptions } from './optimize/labeled-few-shot.ts';
export { BootstrapFewShotWithRandomSearch, type CandidateProgram, type RandomSearchCompileOptions, type RandomSearchOptions } from './optimize/random-search.ts';
export { type FailedCall, Parallel, type ParallelCall, type ParallelOptions, type ParallelOutcome, type ParallelResults } from './parallel/parallel.ts';
export type { Terminal } from './parallel/progress-bar.ts';
export { Completions } from './prediction/completions.ts';
export { type Demo, Example, type ExampleConstructor, type ExampleMembers } from './prediction/example.ts';
export type { Values } from './prediction/field-record.ts';
export { Prediction, type PredictionConstructor, type PredictionMembers, type PredictionOptions, type UsageByModel } from './prediction/prediction.ts';
export { ColBERTv2, type ColBERTv2Options } from './retriever/colbertv2.ts';
export { Embeddings, type EmbeddingsOptions } from './retriever/embeddings.ts';
export { KNN, type KNNOptions } from './retriever/knn.ts';
export { type Passage, Retriever } from './retriever/retriever.ts';
export { JavaScriptSandbox, type JavaScriptSandboxOptions, type SandboxResult } from './sandbox/javascript-sandbox.ts';
export { SandboxError } from './sandbox/sandbox-error.ts';
export { configure, context, currentSettings, type Settings } from './settings.ts';
export type { Constraints, Field } from './signature/field.ts';
export { field } from './signature/field-builder.ts';
export type { FieldInput, FieldOptions, FieldSpec, TypeOwner } from './signature/field-spec.ts';
export { allowsNone, type CheckedType, type CustomType, type FieldType, type LiteralValue, type ObjectField } from './signature/field-type.ts';
export type { SignatureTypes, TypeOfString } from './signature/infer.ts';
export { type JSONSchema, typeSchema } from './signature/json-schema.ts';
export { parseType, registerType } from './signature/parse-type.ts';
export { type ParsedValue, parseValue } from './signature/parse-value.ts';
export {
  ensureSignature,
  type Inputs,
  type Outputs,
  Signature,
  type SignatureDefinition,
  type SignatureOf,
  type SignatureParts,
  type SignatureSpec,
  type SignatureTextOptions,
  signature,
} from './signature/signature.ts';
export { typeName } from './signature/type-name.ts';
export type { FieldEvent, FieldReader } from './streaming/field-reader.ts';
export { StatusMessageProvider } from './streaming/status-messages.ts';
export { type StreamCallOptions, streamify, type StreamifyOptions, type StreamingProgram, type StreamItem } from './streaming/streamify.ts';
export { LMChunk, StatusMessage, StreamResponse } from './streaming/stream-items.ts';
export { StreamListener, type StreamListenerOptions } from './streaming/stream-listener.ts';
export type { LoadOptions, Parameter, ProgramState, StateSource } from './state/parameter.ts';
export { StateError, type StateErrorDetails } from './state/state-error.ts';
export { Audio } from './types/audio.ts';
export { Code } from './types/code.ts';
export { Document, type DocumentParts } from './types/document.ts';
export { File } from './types/file.ts';
export { History } from './types/history.ts';
export { Image } from './types/image.ts';
export { Reasoning } from './types/reasoning.ts';
export { Tool, type ToolArgs, type ToolContext, type ToolInput, type ToolOptions, type ToolParameters, type ToolParameterSchema } from './types/tool.ts';
export { type CallResult, type RequestedCall, ToolCalls } from './types/tool-calls.ts';
