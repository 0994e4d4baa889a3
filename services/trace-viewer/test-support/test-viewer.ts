import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startViewer, type StartOptions } from '../server/viewer.ts';

export interface TestViewer extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  readonly grpcPort: number | undefined;
  /** Errors that were reported as nobody's bad input. */
  readonly unexpected: unknown[];
  /** Stops the viewer and leaves its data. */
  stop(): Promise<void>;
}

export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'dspy-viewer-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A viewer on a free port, its data in a folder of its own unless one is named. Disposing of it deletes that folder. */
export async function startTestViewer(options: Partial<StartOptions> = {}): Promise<TestViewer> {
  const folder = options.dataDir === undefined ? await temporaryFolder() : undefined;
  const dataDir = options.dataDir ?? folder?.path ?? '';
  const unexpected: unknown[] = [];
  const viewer = await startViewer({
    port: 0, host: '127.0.0.1', grpcPort: 0, maxBodyBytes: 1024 * 1024, maxValueBytes: 64 * 1024, maxAttributes: 1_000, memoryMiB: 1024, retentionDays: 0, maxDiskMiB: 0, archive: undefined, allowedHosts: [], clickhouseUrl: undefined, clickhouseCluster: undefined, token: undefined, dspyServer: undefined,
    onUnexpected: (error) => unexpected.push(error),
    ...options,
    dataDir,
  });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= viewer.close();
    return stopped;
  };
  return {
    url: `http://127.0.0.1:${viewer.httpPort}`,
    dataDir,
    grpcPort: viewer.grpcPort,
    unexpected,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await folder?.[Symbol.asyncDispose]();
    },
  };
}
