import type { StatusCode, Usage } from '../../contract/scalars.ts';
import type { Usage as StoredUsage } from '../store/columns.ts';
import { extentOf, type TreeSpan } from './order-spans.ts';

/** 0 for a span still running, and for one whose clock went backwards. */
export function durationMs(start: bigint, end: bigint): number {
  return end > start ? Number(end - start) / 1e6 : 0;
}

/** A text that nobody told is `null`. */
export function told(text: string): string | null {
  return text === '' ? null : text;
}

export function toUsage({ promptTokens, completionTokens, totalTokens, cost }: StoredUsage): Usage {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: totalTokens, cost };
}

/** Adds up the spans that called a model themselves; `null` where none of them told the figure. */
export function totalUsage(spans: readonly { readonly ownUsage: boolean; readonly usage: StoredUsage }[]): Usage {
  const own = spans.filter(({ ownUsage }) => ownUsage).map(({ usage }) => usage);
  return {
    prompt_tokens: total(own.map(({ promptTokens }) => promptTokens)),
    completion_tokens: total(own.map(({ completionTokens }) => completionTokens)),
    total_tokens: total(own.map(({ totalTokens }) => totalTokens)),
    cost: total(own.map(({ cost }) => cost)),
  };
}

function total(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : known.reduce((sum, figure) => sum + figure, 0);
}

interface TraceFigures {
  readonly start: string;
  readonly end: string;
  readonly duration_ms: number;
  readonly spans: number;
  readonly status: StatusCode;
  readonly errors: number;
}

/** A trace is in error when any span is, else ok when any span says so. */
export function traceFigures(spans: readonly (TreeSpan & { readonly status: StatusCode })[]): TraceFigures {
  const { start, end } = extentOf(spans);
  const errors = spans.filter(({ status }) => status === 'error').length;
  const status = errors > 0 ? 'error' : spans.some((span) => span.status === 'ok') ? 'ok' : 'unset';
  return { start: String(start), end: String(end), duration_ms: durationMs(start, end), spans: spans.length, status, errors };
}
