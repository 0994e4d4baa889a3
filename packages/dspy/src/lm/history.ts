import { currentScope } from '../scope.ts';
import type { BaseLM } from './base-lm.ts';
import type { LMOutput, LMRequest, LMResponse, LMUsage } from './request.ts';

/** One call of a model that came through. */
export interface HistoryEntry extends LMRequest {
  readonly id: string;
  readonly timestamp: Date;
  /** As the user named it. */
  readonly model: string;
  /** As the provider names it. */
  readonly responseModel: string;
  readonly outputs: readonly LMOutput[];
  readonly usage?: LMUsage | undefined;
  /** US dollars. */
  readonly cost?: number | undefined;
  readonly cacheHit: boolean;
}

const DEFAULT_SIZE = 10_000;
const NOTHING: readonly HistoryEntry[] = Object.freeze([]);

const ofProcess: HistoryEntry[] = [];
const byOwner = new WeakMap<object, HistoryEntry[]>();

/** The calls of one model, or those made inside one module, oldest first. */
export function historyOf(owner: object): readonly HistoryEntry[] {
  return byOwner.get(owner) ?? NOTHING;
}

/** All calls of the process, oldest first. */
export function processHistory(): readonly HistoryEntry[] {
  return ofProcess;
}

/** Notes a call for the process, its model and the modules that it runs in. */
export function recordCall(lm: BaseLM, request: LMRequest, response: LMResponse): void {
  const { settings, callers } = currentScope();
  const size = settings.disableHistory === true ? 0 : (settings.maxHistorySize ?? DEFAULT_SIZE);
  if (size < 1) return;
  const { outputs, usage, cost, cacheHit, model: responseModel } = response;
  const entry: HistoryEntry = {
    id: crypto.randomUUID(),
    timestamp: new Date(),
    model: lm.model,
    ...request,
    responseModel,
    outputs,
    ...(usage && { usage }),
    ...(cost !== undefined && { cost }),
    cacheHit,
  };
  add(ofProcess, entry, size);
  add(own(lm), entry, size);
  for (let caller = callers; caller; caller = caller.outer) {
    const history = own(caller.module);
    if (history.at(-1) !== entry) add(history, entry, size);
  }
}

function own(owner: object): HistoryEntry[] {
  let history = byOwner.get(owner);
  if (!history) byOwner.set(owner, (history = []));
  return history;
}

function add(history: HistoryEntry[], entry: HistoryEntry, size: number): void {
  history.push(entry);
  // V8 shifts an array of this length without moving it; `splice` copied the whole of it at every call.
  while (history.length > size) history.shift();
}
