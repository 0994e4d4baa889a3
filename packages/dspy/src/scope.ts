import { AsyncLocalStorage } from 'node:async_hooks';
import type { UsageTracker } from './lm/usage-tracker.ts';
import type { Operation } from './operation.ts';
import type { Settings } from './settings.ts';

/** What follows a program through its asynchronous calls. */
export interface Scope {
  readonly settings: Settings;
  readonly operation: Operation | undefined;
  readonly usage: UsageTracker | undefined;
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
