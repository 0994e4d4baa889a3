import { isIP } from 'node:net';

import { ConfigError, readConfig, type ViewerConfig } from './config.ts';
import { errorCode } from './error-code.ts';
import { MalformedOtlpError } from './ingest/malformed-otlp-error.ts';
import { EngineUnavailableError } from './store/sql-engine.ts';
import type { Viewer } from './viewer.ts';

try {
  const config = readConfig();
  // After the command line is read: `--help` and mistakes are answered without loading everything.
  if (config.archive === undefined) await serve(config);
  else await archive(config, config.archive);
} catch (error) {
  if (!isExpected(error)) throw error;
  console.error(`dspy-viewer: ${explain(error)}`);
  process.exitCode = 1;
}

async function serve(config: ViewerConfig): Promise<void> {
  const { startViewer } = await import('./viewer.ts');
  const viewer = await startViewer({ ...config, onUnexpected: (error) => console.error('dspy-viewer:', error) });
  announce(viewer, config);
  stopOnSignal(viewer);
}

async function archive(config: ViewerConfig, { kind, file }: NonNullable<ViewerConfig['archive']>): Promise<void> {
  const { runArchive } = await import('./archive-command.ts');
  const { traces, spans } = await runArchive(kind, file, config);
  // Standard output may be the file.
  console.error(`✓ dspy-viewer: ${kind}ed ${spans} spans of ${traces} traces`);
}

function announce({ httpPort, grpcPort }: Viewer, { host, dataDir, clickhouseUrl }: ViewerConfig): void {
  const shown = isIP(host) === 6 ? `[${host}]` : host;
  console.log(`✓ dspy-viewer: http://${shown}:${httpPort} (page, API, OTLP/HTTP at /v1/traces)`);
  if (grpcPort !== undefined) console.log(`  OTLP/gRPC: ${shown}:${grpcPort}`);
  console.log(`  traces are kept in ${clickhouseUrl === undefined ? dataDir : `ClickHouse at ${new URL(clickhouseUrl).host}`}`);
}

function stopOnSignal(viewer: Viewer): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // The second signal is for those who cannot wait: spans not yet answered may be lost, none that was.
    if (stopping) process.exit(signal === 'SIGINT' ? 130 : 143);
    stopping = true;
    viewer.close().catch((error: unknown) => {
      console.error('dspy-viewer: stopping failed:', error);
      process.exitCode = 1;
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function isExpected(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof EngineUnavailableError || error instanceof MalformedOtlpError || (error instanceof Error && 'syscall' in error);
}

function explain(error: Error): string {
  if (errorCode(error) === 'EADDRINUSE') {
    return `${error.message}: something listens there already. Stop it, or choose another port with --port.`;
  }
  return error.message;
}
