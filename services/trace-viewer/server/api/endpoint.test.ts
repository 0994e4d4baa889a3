import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Router } from '@koa/router';
import { expect, test } from '@jest/globals';
import Koa from 'koa';
import { z } from 'zod';

import { ByteBudget } from '../ingest/byte-budget.ts';
import type { AppDeps } from './app-deps.ts';
import { endpoint } from './endpoint.ts';

test('what a client asked for goes on after its body was read, and is broken off when the client goes away', async () => {
  const asked = Promise.withResolvers<AbortSignal>();
  const never = new Promise<{ ok: true }>(() => {});
  const { serve } = endpoint({
    method: 'POST', path: '/ask', about: '', body: z.object({ question: z.string() }), answer: z.object({ ok: z.literal(true) }),
    handle: ({ signal }) => {
      asked.resolve(signal);
      return never;
    },
  });
  const router = new Router();
  // All that reading a body needs.
  const deps = { budget: new ByteBudget(1_000), limits: { maxBodyBytes: 1_000 } } as AppDeps;
  router.post('/ask', async (ctx) => serve(ctx, deps));
  const server = createServer((incoming, answer) => {
    incoming.once('close', () => closed.resolve());
    void handle(incoming, answer);
  }).listen(0, '127.0.0.1');
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const handle = new Koa().use(router.routes()).callback();
  const closed = Promise.withResolvers<void>();
  await once(server, 'listening');
  const client = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, path: '/ask', method: 'POST', headers: { 'content-type': 'application/json' }, agent: false });
  client.on('error', () => {});
  client.end('{"question":"?"}');

  const signal = await asked.promise;
  await closed.promise;
  expect(signal.aborted).toBe(false);
  const aborted = once(signal, 'abort');
  client.destroy();
  await aborted;
});
