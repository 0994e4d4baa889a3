import { createHash } from 'node:crypto';
import type { LMRequest } from '../request.ts';

/** Changes when what is stored changes its form. */
const VERSION = 1;

export interface KeyedRequest {
  /** As the user names it. */
  readonly model: string;
  readonly modelType: string;
  /** Where it is asked; without secrets. */
  readonly address: string;
  readonly request: LMRequest;
}

/** The key of a request: everything that an answer depends on, the rollout, and no secret. */
export function requestKey({ model, modelType, address, request: { messages, tools, params } }: KeyedRequest): string {
  const { cache: _cache, ...asked } = params;
  return keyOf(['lm', model, modelType, address, messages, tools ?? null, asked]);
}

/** One key for equal values, whatever the order of their properties. What is undefined counts as absent. */
export function keyOf(value: unknown): string {
  return createHash('sha256').update(`${VERSION} ${JSON.stringify(value, sorted)}`).digest('hex');
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
