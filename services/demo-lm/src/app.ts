import { bodyParser } from '@koa/bodyparser';
import { Router } from '@koa/router';
import Koa, { type Middleware } from 'koa';
import { answerErrors, ApiError } from './api-error.ts';
import { chatRoute } from './chat/chat-route.ts';
import type { SearchIndex } from './search/search-index.ts';
import { searchRoute } from './search/search-route.ts';

export interface AppDeps {
  readonly index: SearchIndex;
  /** How long a typical answer takes, in milliseconds; 0 answers at once. */
  readonly delayMs: number;
  /** Told of errors that are not the caller's. */
  readonly report: (error: unknown) => void;
}

/** The one model listed. Any other name is answered as well. */
const MODEL = { id: 'demo-lm', object: 'model', created: 1_735_689_600, owned_by: 'dspy-otel' };
/** Images come inside of bodies. */
const BODY_LIMIT = '20mb';

const jsonOnly: Middleware = async (ctx, next) => {
  if (ctx.method !== 'POST' || ctx.is('json') === 'json') return next();
  throw new ApiError('Send the body as JSON, with Content-Type: application/json.', { status: 400, code: 'invalid_json' });
};

/** What a client causes that goes before it has its answer. */
const GONE = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** The model and the search as one Koa application. It never listens. */
export function createApp({ index, delayMs, report }: AppDeps): Koa {
  const router = new Router();
  const chat = chatRoute({ knowledge: index, delayMs });
  const search = searchRoute(index);
  router.post('/v1/chat/completions', chat);
  router.get('/v1/models', (ctx) => {
    ctx.body = { object: 'list', data: [MODEL] };
  });
  router.get('/v1/models/:id', (ctx) => {
    ctx.body = { ...MODEL, id: ctx.params.id };
  });
  router.get('/api/search', search);
  router.post('/api/search', search);
  router.get('/health/live', (ctx) => {
    ctx.body = { status: 'ok' };
  });

  const app = new Koa();
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.has(error.code ?? '')) report(error);
  });
  app.use(answerErrors(report));
  app.use(jsonOnly);
  app.use(bodyParser({ enableTypes: ['json'], encoding: 'utf-8', jsonLimit: BODY_LIMIT, jsonStrict: true }));
  app.use(router.routes());
  app.use((ctx) => {
    const allowed = router.match(ctx.path, ctx.method).path.flatMap((layer) => layer.methods);
    if (allowed.length > 0) {
      ctx.set('allow', allowed.join(', '));
      throw new ApiError(`Not allowed: ${ctx.method} ${ctx.path}. Use ${allowed.join(' or ')}.`, { status: 405, code: 'method_not_allowed' });
    }
    throw new ApiError(`Unknown address: ${ctx.method} ${ctx.path}.`, { status: 404, code: 'unknown_url' });
  });
  return app;
}
