import type { LMUsage } from './request.ts';

/** Sums tokens per model for one outermost module call. */
export class UsageTracker {
  readonly #byModel = new Map<string, LMUsage>();

  add(model: string, usage: LMUsage): void {
    const before = this.#byModel.get(model);
    this.#byModel.set(model, before ? addUsage(before, usage) : usage);
  }

  total(): Readonly<Record<string, LMUsage>> {
    return Object.fromEntries(this.#byModel);
  }
}

/** The sum of two counts; a detail stays absent only when both lack it. */
export function addUsage(a: LMUsage, b: LMUsage): LMUsage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    totalTokens: a.totalTokens + b.totalTokens,
    ...sum('cacheReadTokens', a, b),
    ...sum('cacheWriteTokens', a, b),
    ...sum('reasoningTokens', a, b),
  };
}

function sum<K extends 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens'>(key: K, a: LMUsage, b: LMUsage): { [P in K]?: number } {
  const [x, y] = [a[key], b[key]];
  return x === undefined && y === undefined ? {} : ({ [key]: (x ?? 0) + (y ?? 0) } as { [P in K]?: number });
}
