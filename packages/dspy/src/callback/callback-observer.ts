import { randomUUID } from 'node:crypto';
import type { Observer } from '../observe.ts';
import type { Operation, OperationResult } from '../operation.ts';
import type { Callback, EndedCall, WithCallbacks } from './callback.ts';

/** The callbacks that hear of an operation: those of the settings, then those of what is called. */
export function callbacksOf(operation: Operation, general: readonly Callback[] = []): readonly Callback[] {
  const own = instanceOf(operation);
  if (own === undefined) return [];
  return own.callbacks === undefined || own.callbacks.length === 0 ? general : [...general, ...own.callbacks];
}

const NONE_OF_ITS_OWN: WithCallbacks = {};

/** What is called; `undefined` for steps that callbacks do not hear of. */
function instanceOf(operation: Operation): WithCallbacks | undefined {
  switch (operation.kind) {
    case 'module':
      return operation.module;
    case 'lm':
      return operation.lm;
    case 'evaluation':
      return operation.evaluation;
    case 'adapter.format':
    case 'adapter.parse':
    case 'tool':
      return NONE_OF_ITS_OWN;
    default:
      return undefined;
  }
}

const callIds = new WeakMap<Operation, string>();
const failed = new WeakSet<Callback>();

/** Calls callbacks before and after operations. */
export function callbackObserver(callbacks: readonly Callback[]): Observer {
  return {
    async observe<O extends Operation>(operation: O, next: () => Promise<OperationResult<O>>): Promise<OperationResult<O>> {
      const callId = randomUUID();
      const parentCallId = parentOf(operation);
      callIds.set(operation, callId);
      for (const callback of callbacks) guarded(callback, () => start(callback, operation, { callId, parentCallId }));
      let ended: EndedCall<OperationResult<O>> = { callId, outputs: undefined, exception: undefined };
      try {
        const outputs = await next();
        ended = { ...ended, outputs };
        return outputs;
      } catch (exception) {
        ended = { ...ended, exception };
        throw exception;
      } finally {
        for (const callback of callbacks) guarded(callback, () => end(callback, operation, ended));
      }
    },
  };
}

function parentOf(operation: Operation): string | undefined {
  for (let { parent } = operation; parent; parent = parent.parent) {
    const callId = callIds.get(parent);
    if (callId !== undefined) return callId;
  }
  return undefined;
}

function start(callback: Callback, operation: Operation, ids: { readonly callId: string; readonly parentCallId: string | undefined }): unknown {
  switch (operation.kind) {
    case 'module':
      return callback.onModuleStart?.({ ...ids, instance: operation.module, inputs: operation.inputs });
    case 'lm':
      return callback.onLmStart?.({ ...ids, instance: operation.lm, inputs: operation.request });
    case 'adapter.format': {
      const { adapter, signature, demos, inputs } = operation;
      return callback.onAdapterFormatStart?.({ ...ids, instance: adapter, inputs: { signature, demos, inputs } });
    }
    case 'adapter.parse': {
      const { adapter, signature, completion } = operation;
      return callback.onAdapterParseStart?.({ ...ids, instance: adapter, inputs: { signature, completion } });
    }
    case 'tool':
      return callback.onToolStart?.({ ...ids, instance: operation.tool, inputs: operation.args });
    case 'evaluation':
      return callback.onEvaluateStart?.({ ...ids, instance: operation.evaluation, inputs: operation.inputs });
    default:
      return undefined;
  }
}

function end(callback: Callback, { kind }: Operation, ended: EndedCall<unknown>): unknown {
  // TypeScript cannot see that the outputs are those of the operation's kind.
  const call = ended as EndedCall<never>;
  switch (kind) {
    case 'module':
      return callback.onModuleEnd?.(call);
    case 'lm':
      return callback.onLmEnd?.(call);
    case 'adapter.format':
      return callback.onAdapterFormatEnd?.(call);
    case 'adapter.parse':
      return callback.onAdapterParseEnd?.(call);
    case 'tool':
      return callback.onToolEnd?.(call);
    case 'evaluation':
      return callback.onEvaluateEnd?.(call);
    default:
      return undefined;
  }
}

function guarded(callback: Callback, run: () => unknown): void {
  try {
    void watch(callback, run());
  } catch (error) {
    warnOnce(callback, error);
  }
}

async function watch(callback: Callback, returned: unknown): Promise<void> {
  try {
    await returned;
  } catch (error) {
    warnOnce(callback, error);
  }
}

function warnOnce(callback: Callback, error: unknown): void {
  if (failed.has(callback)) return;
  failed.add(callback);
  process.emitWarning('a callback failed; what it was told about is not affected, and this is said only once for it', { type: 'DSPyCallbackWarning', detail: String(error) });
}
