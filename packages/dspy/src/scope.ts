import { AsyncLocalStorage } from 'node:async_hooks';
import type { TextSink } from './lm/text-sink.ts';
import type { UsageTracker } from './lm/usage-tracker.ts';
import type { Module } from './module/module.ts';
import type { Operation } from './operation.ts';
import type { Settings } from './settings.ts';
import type { ProgramStream } from './streaming/program-stream.ts';

/** The modules that are running here, innermost first. */
export interface Callers {
  readonly module: Module;
  readonly outer: Callers | undefined;
}

/** What follows a program through its asynchronous calls. */
export interface Scope {
  readonly settings: Settings;
  readonly operation: Operation | undefined;
  readonly usage: UsageTracker | undefined;
  readonly callers?: Callers | undefined;
  /** Where the program's output goes while it arrives, below `streamify`. */
  readonly stream?: ProgramStream | undefined;
  /** Where the text of the model call that runs here goes while it arrives. */
  readonly textSink?: TextSink | undefined;
}

const storage = new AsyncLocalStorage<Scope>();

/** The process-wide settings; `configure` writes to this object in place. */
export const processSettings: { -readonly [K in keyof Settings]: Settings[K] } = { observers: [] };

const root: Scope = { settings: processSettings, operation: undefined, usage: undefined };

export function currentScope(): Scope {
  return storage.getStore() ?? root;
}

export function runInScope<T>(scope: Scope, run: () => T): T {
  return storage.run(scope, run);
}
