import type { z } from 'zod';

import type { Operations, PromptCalls, Prompts, Series, Slowest, TimeReport, UsageReport } from '../../../contract/analysis.ts';
import type { FlameGraph } from '../../../contract/flame.ts';
import { formatList, type ListLook } from '../list-address.ts';
import { request } from './request.ts';

export type OperationFigures = z.infer<typeof Operations>['operations'][number];
export type TimeFigures = z.infer<typeof TimeReport>;
export type SlowSpan = z.infer<typeof Slowest>['spans'][number];
export type PromptFigures = z.infer<typeof Prompts>['prompts'][number];
export type UsageRow = z.infer<typeof UsageReport>['rows'][number];
export type FlameFigures = z.infer<typeof FlameGraph>;
export type SeriesFigures = z.infer<typeof Series>;

function path(of: string, look: ListLook, rest: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(formatList({ ...look, sort: 'start' }));
  for (const [name, value] of Object.entries(rest)) query.set(name, value);
  return `/api/analysis/${of}?${query}`;
}

export function fetchOperations(look: ListLook, signal: AbortSignal): Promise<{ readonly operations: readonly OperationFigures[] }> {
  return request(path('operations', look), { signal });
}

export function fetchTimeReport(look: ListLook, signal: AbortSignal): Promise<TimeFigures> {
  return request(path('time', look), { signal });
}

export function fetchSeries(look: ListLook, operation: string, kind: string, signal: AbortSignal): Promise<SeriesFigures> {
  return request(path('series', look, { operation, span_kind: kind }), { signal });
}

export function fetchSlowest(look: ListLook, kind: string, signal: AbortSignal): Promise<{ readonly spans: readonly SlowSpan[] }> {
  return request(path('slowest', look, { span_kind: kind, limit: '8' }), { signal });
}

export function fetchUsage(look: ListLook, signal: AbortSignal): Promise<{ readonly rows: readonly UsageRow[] }> {
  return request(path('usage', look, { by: 'model' }), { signal });
}

export function fetchPromptCalls(look: ListLook, prompt: string, signal: AbortSignal): Promise<z.infer<typeof PromptCalls>> {
  return request(path('prompt-calls', look, { prompt, limit: '10' }), { signal });
}

export function fetchPrompts(look: ListLook, signal: AbortSignal): Promise<{ readonly prompts: readonly PromptFigures[] }> {
  return request(path('prompts', look), { signal });
}

export function fetchFlame(look: ListLook, signal: AbortSignal): Promise<FlameFigures> {
  return request(path('flame', look), { signal });
}
