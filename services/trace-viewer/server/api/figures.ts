import type { Usage } from '../../contract/scalars.ts';
import type { StoredSpan, Usage as StoredUsage } from '../store/stored-span.ts';

/** 0 for a span still running, and for one whose clock went backwards. */
export function durationMs(start: bigint, end: bigint): number {
  return end > start ? Number(end - start) / 1e6 : 0;
}

export function toUsage({ promptTokens, completionTokens, totalTokens, cost }: StoredUsage): Usage {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: totalTokens, cost };
}

/** Adds up the spans that called a model themselves; `null` where none of them told the figure. */
export function totalUsage(spans: readonly StoredSpan[]): Usage {
  const own = spans.filter(({ ownUsage }) => ownUsage).map(({ usage }) => usage);
  return {
    prompt_tokens: total(own.map(({ promptTokens }) => promptTokens)),
    completion_tokens: total(own.map(({ completionTokens }) => completionTokens)),
    total_tokens: total(own.map(({ totalTokens }) => totalTokens)),
    cost: total(own.map(({ cost }) => cost)),
  };
}

function total(figures: readonly (number | null)[]): number | null {
  const told = figures.filter((figure) => figure !== null);
  return told.length === 0 ? null : told.reduce((sum, figure) => sum + figure, 0);
}
