import { callbackObserver, callbacksOf } from './callback/callback-observer.ts';
import type { Moment, Operation, OperationResult } from './operation.ts';
import { currentScope, runInScope } from './scope.ts';

/**
 * Sees every operation of the runtime from the inside: everything the operation does happens within `next()`, so that
 * an observer can make a span (or anything else that follows asynchronous calls) current for it.
 *
 * An observer returns what `next()` gives. It cannot change an outcome: when its own code throws, the operation still
 * runs once and its outcome stands, and the error is emitted as a process warning.
 */
export interface Observer {
  observe<O extends Operation>(operation: O, next: () => Promise<OperationResult<O>>): Promise<OperationResult<O>>;
  /** Hears what happens in the middle of an operation. What it throws is emitted as a process warning. */
  note?(operation: Operation, moment: Moment): void;
}

let processObservers: readonly Observer[] = [];

/**
 * Adds an observer for the whole process. Those added first are outermost; those of `settings.observers` are inside them.
 *
 * ```ts
 * import { addObserver, Predict } from '@dspy-otel/dspy';
 *
 * const names: string[] = [];
 * const stop = addObserver({
 *   observe: (operation, next) => {
 *     names.push(operation.name);
 *     return next();
 *   },
 * });
 * await new Predict('question -> answer').call({ question: 'Why?' });
 * stop();
 * console.log(names[0]); // Predict
 * ```
 *
 * @returns a function that takes it away again.
 */
export function addObserver(observer: Observer): () => void {
  const entry: Observer = { observe: (operation, next) => observer.observe(operation, next), note: (operation, moment) => observer.note?.(operation, moment) };
  processObservers = [...processObservers, entry];
  return () => {
    processObservers = processObservers.filter((other) => other !== entry);
  };
}

/**
 * Runs one operation inside its observers. The one place where the runtime announces what it does.
 * Without observers it is `run()`.
 *
 * ```ts
 * import { addObserver, observe } from '@dspy-otel/dspy';
 *
 * const stop = addObserver({
 *   observe: async (operation, next) => {
 *     const result = await next();
 *     console.log(operation.kind, operation.name, result);
 *     return result;
 *   },
 * });
 * const tool = { name: 'lookup', description: 'Finds a word.', parameters: { type: 'object' } };
 * await observe({ kind: 'tool', name: tool.name, tool, args: { word: 'tea' } }, async () => 'a drink');
 * stop();
 * ```
 */
export function observe<O extends Operation, R extends OperationResult<O>>(operation: O, run: () => Promise<R>): Promise<R> {
  const scope = currentScope();
  const scoped = scope.settings.observers;
  const callbacks = callbacksOf(operation, scope.settings.callbacks);
  if (processObservers.length === 0 && scoped.length === 0 && callbacks.length === 0) return run();
  const observers = [...processObservers, ...scoped, ...(callbacks.length === 0 ? [] : [callbackObserver(callbacks)])];
  operation.parent = scope.operation;
  return runInScope({ ...scope, operation }, () => runInside(observers, 0, operation, run));
}

/**
 * The operation that is running here, when there is an observer to see it.
 *
 * ```ts
 * import { addObserver, currentOperation, Predict, Tool } from '@dspy-otel/dspy';
 *
 * const stop = addObserver({ observe: (_operation, next) => next() });
 * const whoAmI = new Tool({ name: 'who_am_i', description: 'Says which tool runs.', parameters: {}, func: () => currentOperation()?.name });
 * console.log(await whoAmI.call({})); // who_am_i
 * stop();
 * ```
 */
export function currentOperation(): Operation | undefined {
  return currentScope().operation;
}

/** Tells observers what happens in the middle of the operation that runs here. */
export function note(moment: Moment): void {
  const { operation, settings } = currentScope();
  if (!operation) return;
  for (const observer of [...processObservers, ...settings.observers]) {
    try {
      observer.note?.(operation, moment);
    } catch (error) {
      warnOfObserver(error, operation);
    }
  }
}

async function runInside<O extends Operation, R extends OperationResult<O>>(
  observers: readonly Observer[],
  index: number,
  operation: O,
  run: () => Promise<R>,
): Promise<R> {
  const observer = observers[index];
  if (!observer) return run();
  let outcome: Promise<R> | undefined;
  const next = (): Promise<R> => (outcome ??= runInside(observers, index + 1, operation, run));
  try {
    await observer.observe(operation, next);
  } catch (error) {
    await warnUnlessOutcome(error, outcome, operation);
  }
  return next();
}

async function warnUnlessOutcome(error: unknown, outcome: Promise<unknown> | undefined, operation: Operation): Promise<void> {
  try {
    await outcome;
  } catch (reason) {
    if (reason === error) return;
  }
  warnOfObserver(error, operation);
}

function warnOfObserver(error: unknown, { kind, name }: Operation): void {
  process.emitWarning(`an observer failed at ${kind} ${name}; the operation is not affected`, { type: 'DSPyObserverWarning', detail: String(error) });
}
