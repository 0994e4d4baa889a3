import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

import { AccessToken } from './access-token.ts';
import { createApp } from './api/app.ts';
import { EventStreams } from './api/event-stream.ts';
import { PageFiles } from './api/page-files.ts';
import { RefusedExports } from './api/refused-exports.ts';
import { TraceFeed } from './api/trace-feed.ts';
import type { ViewerConfig } from './config.ts';
import { DspyServer } from './dspy-server/dspy-server.ts';
import { ByteBudget } from './ingest/byte-budget.ts';
import { IngestCounters } from './ingest/ingest-counters.ts';
import type { OtlpGrpcServer } from './ingest/otlp-grpc.ts';
import { SpanIntake } from './ingest/span-intake.ts';
import { openEngine } from './open-engine.ts';
import { SpanStore } from './store/span-store.ts';

/** Compiled code lies in `dist/server`, the page in `dist/ui`. */
const PAGE_FOLDER = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/ui' : '../ui', import.meta.url));

/** A query of 4,000 characters takes twelve bytes for each in an address. */
const MAX_HEADER_BYTES = 128 * 1024;

const MAX_HELD_BYTES = 256 * 1024 * 1024;
const MAX_PENDING_BYTES = 128 * 1024 * 1024;
const COMMIT_INTERVAL_MS = 2;
const KEEP_ALIVE_MS = 75_000;
const GRACE_MS = 5_000;
const DAY_MS = 86_400_000;
const RETENTION_INTERVAL_MS = 60_000;

export interface Viewer {
  readonly httpPort: number;
  /** `undefined` when OTLP/gRPC is off. */
  readonly grpcPort: number | undefined;
  /** Answers what has come, writes it, closes the store. */
  close(): Promise<void>;
}

export interface StartOptions extends ViewerConfig {
  /** Where the built page lies. */
  readonly pageFolder?: string;
  readonly onUnexpected: (error: unknown) => void;
}

/** Opens the store and listens. Throws when the data cannot be opened or an address is taken; nothing is left running then. */
export async function startViewer(options: StartOptions): Promise<Viewer> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  await using cleanUp = new AsyncDisposableStack();
  const engine = await openEngine(options);
  cleanUp.defer(() => engine.close());
  const store = await SpanStore.open(engine, { ...options, maxPendingBytes: MAX_PENDING_BYTES, intervalMs: COMMIT_INTERVAL_MS, onFailure: options.onUnexpected });
  cleanUp.defer(() => store.close());

  const stopRetention = keepWithinLimits(store, options);
  cleanUp.defer(stopRetention);

  const feed = new TraceFeed();
  const streams = new EventStreams(feed);
  const token = options.token === undefined ? undefined : new AccessToken(options.token);
  const shared = { intake: new SpanIntake(store, feed, new IngestCounters()), budget: new ByteBudget(MAX_HELD_BYTES), limits: options, onUnexpected: options.onUnexpected };
  const app = createApp({ ...shared, store, feed, streams, page: new PageFiles(options.pageFolder ?? PAGE_FOLDER), refused: new RefusedExports(), dspyServer: new DspyServer(options.dspyServer), allowedHosts: options.allowedHosts, token });

  let grpc: OtlpGrpcServer | undefined;
  if (options.grpcPort !== 0) {
    const { startOtlpGrpc } = await import('./ingest/otlp-grpc.ts');
    grpc = await startOtlpGrpc({ ...shared, host: options.host, port: options.grpcPort, token });
    cleanUp.defer(() => grpc?.close(GRACE_MS));
  }
  const http = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, maxHeaderSize: MAX_HEADER_BYTES }, app.callback());
  http.listen(options.port, options.host);
  await once(http, 'listening');
  cleanUp.defer(() => closeHttp(http));
  cleanUp.defer(() => {
    feed.close();
    streams.close();
  });

  const steps = cleanUp.move();
  return {
    httpPort: (http.address() as AddressInfo).port,
    grpcPort: grpc?.port,
    close: () => steps.disposeAsync(),
  };
}

/** Deletes what is too old or too much, now and then. Answers what ends that, once the one under way is done. */
function keepWithinLimits(store: SpanStore, { retentionDays, maxDiskMiB, onUnexpected }: StartOptions): () => Promise<void> {
  if (retentionDays === 0 && maxDiskMiB === 0) return () => Promise.resolve();
  let running: Promise<void> = Promise.resolve();
  const expire = async (): Promise<void> => {
    const beforeMs = retentionDays === 0 ? undefined : Date.now() - retentionDays * DAY_MS;
    await store.expire({ beforeMs, maxBytes: maxDiskMiB === 0 ? undefined : maxDiskMiB * 1024 * 1024 });
  };
  const timer = setInterval(() => {
    running = running.then(expire).catch(onUnexpected);
  }, RETENTION_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    return running;
  };
}

async function closeHttp(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(timer);
}
