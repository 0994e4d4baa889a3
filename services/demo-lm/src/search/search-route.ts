import type { Context } from 'koa';
import { ApiError } from '../api-error.ts';
import { isJsonObject } from '../prompt/json-schema.ts';
import type { SearchIndex } from './search-index.ts';

const DEFAULT_K = 10;
const MOST_K = 100;

/** `GET /api/search?query=&k=` and `POST /api/search` with `{ query, k }`, answered as a ColBERTv2 server does. */
export function searchRoute(index: SearchIndex): (ctx: Context) => void {
  return (ctx) => {
    const start = performance.now();
    const { query, k } = ctx.method === 'POST' ? readBody(ctx.request.body) : { query: ctx.query.query, k: ctx.query.k };
    if (typeof query !== 'string' || query.trim() === '') {
      throw new ApiError("Missing required parameter: 'query', a text to search for.", { status: 400, code: 'missing_required_parameter', param: 'query' });
    }
    const topk = index.search(query, readK(k));
    ctx.body = { topk, latency: performance.now() - start };
  };
}

function readBody(body: unknown): { query?: unknown; k?: unknown } {
  if (isJsonObject(body)) return body;
  throw new ApiError('The body must be a JSON object with a query, sent with Content-Type: application/json.', { status: 400, code: 'invalid_json' });
}

function readK(k: unknown): number {
  if (k === undefined || k === null || k === '') return DEFAULT_K;
  const value = typeof k === 'string' && /^\d+$/.test(k) ? Number(k) : k;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_K) return value;
  throw new ApiError(`Invalid 'k': it must be a whole number from 1 to ${MOST_K}, not ${JSON.stringify(k)}.`, { status: 400, code: 'invalid_value', param: 'k' });
}
