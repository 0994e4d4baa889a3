import type { Adapter } from './adapter/adapter.ts';
import type { Callback } from './callback/callback.ts';
import { ConfigurationError } from './errors.ts';
import type { BaseLM } from './lm/base-lm.ts';
import { checkTimeout } from './lm/deadline.ts';
import type { Observer } from './observe.ts';
import type { Retriever } from './retriever/retriever.ts';
import { currentScope, processSettings, runInScope } from './scope.ts';

/** What every module, adapter and model below reads. Set process-wide with `configure`, for one call with `context`. */
export interface Settings {
  /** The model that predictors ask unless they have their own. */
  readonly lm?: BaseLM | undefined;
  /** The retriever that `Retrieve` asks. */
  readonly rm?: Retriever | undefined;
  /** How inputs become messages and answers become fields; `ChatAdapter` unless set. */
  readonly adapter?: Adapter | undefined;
  /** Observers of this scope; they run inside the process-wide ones of `addObserver`. */
  readonly observers: readonly Observer[];
  /** Hear of every call when it starts and ends; inside the observers. */
  readonly callbacks?: readonly Callback[] | undefined;
  /** Cancels every model call and search of the scope when it fires. */
  readonly signal?: AbortSignal | undefined;
  /** Most that one model call or search may take, all retries included, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** Sends the requests of model calls, embeddings and searches; the global `fetch` unless set. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sum tokens per model on the prediction of the outermost module call. Off unless set. */
  readonly trackUsage?: boolean | undefined;
  /** Keep no history of model calls. Off unless set: the history is kept. */
  readonly disableHistory?: boolean | undefined;
  /** How many model calls a history keeps: of each model, of each module, and of the process; 10,000 unless set. */
  readonly maxHistorySize?: number | undefined;
}

/**
 * Changes the process-wide settings; what is not named keeps its value, `undefined` takes a value away.
 *
 * ```ts
 * import { configure, JSONAdapter, LM } from '@dspy-otel/dspy';
 *
 * configure({ lm: new LM('openai/gpt-4o-mini'), adapter: new JSONAdapter() });
 * ```
 *
 * @throws {ConfigurationError} inside `context`, where a process-wide change would surprise everyone else, and when no timer
 * can wait for `timeoutMs`.
 */
export function configure(changes: Partial<Settings>): void {
  if (currentScope().settings !== processSettings) {
    throw new ConfigurationError('configure() changes settings for the whole process and was called inside context(); pass the settings to context() instead');
  }
  checkTimeout('the settings', changes.timeoutMs);
  Object.assign(processSettings, changes);
  processSettings.observers = changes.observers ?? processSettings.observers;
}

/**
 * Runs `run` with changed settings, for it and everything it awaits; settings outside stay as they are.
 * Contexts nest: the inner one starts from the outer one's settings.
 *
 * ```ts
 * import { context, Predict, XMLAdapter } from '@dspy-otel/dspy';
 *
 * const qa = new Predict('question -> answer');
 * const { answer } = await context({ adapter: new XMLAdapter(), timeoutMs: 30_000 }, () => qa.call({ question: 'Why?' }));
 * ```
 *
 * @returns what `run` returns.
 * @throws {ConfigurationError} when no timer can wait for `timeoutMs`.
 */
export function context<T>(changes: Partial<Settings>, run: () => T): T {
  checkTimeout('the settings', changes.timeoutMs);
  const scope = currentScope();
  const settings: Settings = { ...scope.settings, ...changes, observers: changes.observers ?? scope.settings.observers };
  return runInScope({ ...scope, settings }, run);
}

/**
 * The settings in force here.
 *
 * ```ts
 * import { context, currentSettings } from '@dspy-otel/dspy';
 *
 * console.log(context({ timeoutMs: 500 }, () => currentSettings().timeoutMs)); // 500
 * ```
 */
export function currentSettings(): Settings {
  return currentScope().settings;
}
