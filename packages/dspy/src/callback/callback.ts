import type { Adapter } from '../adapter/adapter.ts';
import type { AnyEvaluate, EvaluationInputs } from '../evaluate/evaluate.ts';
import type { EvaluationResult } from '../evaluate/evaluation-result.ts';
import type { BaseLM } from '../lm/base-lm.ts';
import type { Message } from '../lm/message.ts';
import type { LMRequest, LMResponse, ToolDefinition } from '../lm/request.ts';
import type { Module } from '../module/module.ts';
import type { Demo } from '../prediction/example.ts';
import type { PredictionMembers, Values } from '../prediction/prediction.ts';
import type { Signature } from '../signature/signature.ts';

/** A call that starts. */
export interface StartedCall<T, I> {
  /** Unique, and the same when the call ends. */
  readonly callId: string;
  /** The call inside which this one runs, of those that these callbacks see; `undefined` for an outermost one. */
  readonly parentCallId: string | undefined;
  /** What is called. */
  readonly instance: T;
  readonly inputs: I;
}

/** A call that ended: with outputs or with an exception. */
export interface EndedCall<O> {
  readonly callId: string;
  readonly outputs: O | undefined;
  readonly exception: unknown;
}

/** What an adapter makes messages from. */
export interface FormatInputs {
  readonly signature: Signature;
  readonly demos: readonly Demo[];
  readonly inputs: Values;
}

/** What an adapter reads fields from. */
export interface ParseInputs {
  readonly signature: Signature;
  readonly completion: string;
}

/**
 * Hears of calls when they start and end: any of Python DSPy's hooks. Set for everything with
 * `configure({ callbacks: [...] })` or `context`, or for one module, model or evaluation with its property
 * `callbacks`.
 *
 * Callbacks cannot change what happens. One that throws is warned about once and called on; nobody waits for one that
 * returns a promise.
 *
 * ```ts
 * import { type Callback, configure } from '@dspy-otel/dspy';
 *
 * const log: Callback = {
 *   onLmStart: ({ callId, instance, inputs }) => console.log(callId, instance.model, inputs.messages.length),
 *   onLmEnd: ({ callId, outputs, exception }) => console.log(callId, outputs?.usage, exception),
 * };
 * configure({ callbacks: [log] });
 * ```
 */
export interface Callback {
  onModuleStart?(call: StartedCall<Module, Values>): void;
  onModuleEnd?(call: EndedCall<PredictionMembers<object>>): void;
  onLmStart?(call: StartedCall<BaseLM, LMRequest>): void;
  onLmEnd?(call: EndedCall<LMResponse>): void;
  onAdapterFormatStart?(call: StartedCall<Adapter, FormatInputs>): void;
  onAdapterFormatEnd?(call: EndedCall<readonly Message[]>): void;
  onAdapterParseStart?(call: StartedCall<Adapter, ParseInputs>): void;
  onAdapterParseEnd?(call: EndedCall<Values>): void;
  onToolStart?(call: StartedCall<ToolDefinition, Values>): void;
  onToolEnd?(call: EndedCall<unknown>): void;
  onEvaluateStart?(call: StartedCall<AnyEvaluate, EvaluationInputs>): void;
  onEvaluateEnd?(call: EndedCall<EvaluationResult>): void;
}

/** What may have callbacks of its own. */
export interface WithCallbacks {
  callbacks?: readonly Callback[] | undefined;
}
