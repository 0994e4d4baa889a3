import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MODULE = 'github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen';
const VERSION = 'v0.149.0';
const BUILD_MS = 15 * 60_000;

/** OpenTelemetry's own load generator, written with its SDK for Go, or why there is none. Built once and kept under the user's cache folder. */
export async function telemetrygen(): Promise<{ readonly command: string; readonly why?: never } | { readonly command?: never; readonly why: string }> {
  const folder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'dspy-otel', `telemetrygen-${VERSION}`);
  const command = join(folder, 'telemetrygen');
  try {
    await access(command);
    return { command };
  } catch {
    // Not built yet.
  }
  try {
    await run('go', ['version']);
  } catch {
    return { why: 'no Go' };
  }
  process.stderr.write(`building telemetrygen into ${folder}; this takes some minutes, once\n`);
  try {
    await run('go', ['install', `${MODULE}@${VERSION}`], { env: { ...process.env, GOBIN: folder, GONOSUMDB: '*' }, timeout: BUILD_MS, maxBuffer: 16 * 1024 * 1024 });
    return { command };
  } catch (error) {
    return { why: `telemetrygen cannot be built: ${error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)}` };
  }
}
