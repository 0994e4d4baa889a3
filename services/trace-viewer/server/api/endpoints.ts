import type { Endpoint } from './endpoint.ts';
import { openApiDocument } from './openapi.ts';
import { ANALYSIS_ROUTES } from './routes/analysis-routes.ts';
import { FLAME_ROUTES } from './routes/flame-routes.ts';
import { HAND_OVER_ROUTES } from './routes/hand-over-routes.ts';
import { JAEGER_ROUTES } from './routes/jaeger-routes.ts';
import { MARK_ROUTES } from './routes/mark-routes.ts';
import { OTLP_ROUTES } from './routes/otlp-routes.ts';
import { PROMPT_RUN_ROUTES } from './routes/prompt-run-routes.ts';
import { SESSION_ROUTES } from './routes/session-routes.ts';
import { SYSTEM_ROUTES } from './routes/system-routes.ts';
import { TRACE_LIST_ROUTES } from './routes/trace-list-routes.ts';
import { TRACE_ROUTES } from './routes/trace-routes.ts';

const DESCRIBED: readonly Endpoint[] = [...TRACE_LIST_ROUTES, ...SESSION_ROUTES, ...TRACE_ROUTES, ...MARK_ROUTES, ...HAND_OVER_ROUTES, ...ANALYSIS_ROUTES, ...PROMPT_RUN_ROUTES, ...FLAME_ROUTES, ...OTLP_ROUTES, ...JAEGER_ROUTES, ...SYSTEM_ROUTES];

let document: string | undefined;

/** Everything that the API can do, the description of it included. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...DESCRIBED,
  {
    method: 'GET',
    path: '/api/openapi.json',
    about: 'This API as an OpenAPI document.',
    answer: { media: 'application/json' },
    serve: async (ctx) => {
      document ??= JSON.stringify(openApiDocument(DESCRIBED));
      ctx.type = 'application/json; charset=utf-8';
      ctx.body = document;
    },
  },
];
