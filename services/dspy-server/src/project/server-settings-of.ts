import type { Environment } from '../config.ts';
import { CLIError } from '../cli-error.ts';
import { DEFAULT_SERVER_SETTINGS, type ServerSettings } from '../http/server-settings.ts';
import type { ServerConfig } from './config-schema.ts';

/** What the command line says beside the configuration. */
export interface ServerFlags {
  readonly authToken: string | undefined;
  readonly logsDirectory: string | undefined;
  readonly mcp: boolean;
}

/**
 * The server's settings: the configuration's, then `DSPY_CORS_ORIGINS`, `DSPY_PROMPT_RUNS` and `DSPY_VIEWER_URL`, then the flags.
 *
 * @throws {CLIError} when a variable names something that is no origin, no address, or neither true nor false.
 */
export function serverSettingsOf(config: ServerConfig, env: Environment, flags: ServerFlags): ServerSettings {
  const defaults = DEFAULT_SERVER_SETTINGS;
  return {
    ...defaults,
    concurrency: config.concurrency ?? defaults.concurrency,
    queueLength: config.queue_length ?? defaults.queueLength,
    requestTimeoutMs: config.request_timeout_ms ?? defaults.requestTimeoutMs,
    receiveTimeoutMs: config.receive_timeout_ms ?? defaults.receiveTimeoutMs,
    headersTimeoutMs: config.headers_timeout_ms ?? defaults.headersTimeoutMs,
    keepAliveTimeoutMs: config.keep_alive_timeout_ms ?? defaults.keepAliveTimeoutMs,
    bodyLimitBytes: config.body_limit ?? defaults.bodyLimitBytes,
    headerLimitBytes: config.header_limit ?? defaults.headerLimitBytes,
    shutdownMs: config.shutdown_ms ?? defaults.shutdownMs,
    logFileBytes: config.log_file_bytes ?? defaults.logFileBytes,
    logFiles: config.log_files ?? defaults.logFiles,
    allowedHosts: config.allowed_hosts ?? defaults.allowedHosts,
    promptRuns: promptRunsIn(env) ?? config.prompt_runs ?? defaults.promptRuns,
    viewerURL: (viewerIn(env) ?? config.viewer_url ?? defaults.viewerURL).replace(/\/+$/, ''),
    corsOrigins: originsIn(env) ?? config.cors_origins ?? defaults.corsOrigins,
    ...flags,
  };
}

function originsIn(env: Environment): readonly string[] | undefined {
  const given = env['DSPY_CORS_ORIGINS']?.trim();
  if (!given) return undefined;
  const origins = given.split(',').map((origin) => origin.trim().replace(/\/$/, '')).filter((origin) => origin !== '');
  const wrong = origins.find((origin) => origin !== '*' && URL.parse(origin)?.origin !== origin);
  if (wrong !== undefined) throw new CLIError(`DSPY_CORS_ORIGINS: expected origins such as https://example.org, separated by commas, or *, got ${JSON.stringify(wrong)}`);
  return origins;
}

function promptRunsIn(env: Environment): boolean | undefined {
  const given = env['DSPY_PROMPT_RUNS']?.trim();
  if (!given) return undefined;
  if (given === 'true' || given === 'false') return given === 'true';
  throw new CLIError(`DSPY_PROMPT_RUNS: expected true or false, got ${JSON.stringify(given)}`);
}

function viewerIn(env: Environment): string | undefined {
  const given = env['DSPY_VIEWER_URL']?.trim();
  if (!given) return undefined;
  if (/^https?:$/.test(URL.parse(given)?.protocol ?? '')) return given;
  throw new CLIError(`DSPY_VIEWER_URL: expected an http:// or https:// address such as http://localhost:4318, got ${JSON.stringify(given)}`);
}
