import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import type { DspyServerAddress } from './dspy-server/dspy-server.ts';

export interface ViewerConfig {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** 0 switches OTLP/gRPC off. */
  readonly grpcPort: number;
  readonly dataDir: string;
  readonly maxBodyBytes: number;
  readonly maxValueBytes: number;
  readonly maxAttributes: number;
  readonly memoryMiB: number;
  /** Traces are deleted after so many days; 0 keeps them. */
  readonly retentionDays: number;
  /** Beyond it the oldest traces are deleted; 0 is no limit. */
  readonly maxDiskMiB: number;
  readonly allowedHosts: readonly string[];
  /** Set when all traces are to be written to a file, or read from one, instead of serving. */
  readonly archive: { readonly kind: 'export' | 'import'; readonly file: string } | undefined;
  /** Where traces are kept instead of in chDB; `undefined` for chDB. */
  readonly clickhouseUrl: string | undefined;
  /** The ClickHouse cluster over which tables are spread. */
  readonly clickhouseCluster: string | undefined;
  /** Where prompts can be run again; `undefined` for nowhere. */
  readonly dspyServer: DspyServerAddress | undefined;
  /** Who does not know it sees nothing; `undefined` lets everybody in. */
  readonly token: string | undefined;
}

/** A setting that cannot be used; the message names it and says what was expected. */
export class ConfigError extends Error {
  readonly code = 'config';

  constructor(name: string, expected: string, found: string) {
    super(`${name}: expected ${expected}, found ${JSON.stringify(found)}.`);
    this.name = 'ConfigError';
  }
}

const MIB = 1024 * 1024;
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the command line and the environment. Answers `--help` and unknown options itself and ends the process then.
 *
 * @throws ConfigError
 */
export function readConfig(argv: readonly string[] = process.argv, env: Environment = process.env): ViewerConfig {
  let archive: ViewerConfig['archive'];
  const command = new Command('dspy-viewer')
    .description('Takes OTLP traces, keeps them on disk and shows them.')
    .option('--port <number>', 'port of the page, the API and OTLP/HTTP (POST /v1/traces); 0 takes any free one', parsePort, 4318)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--grpc-port <number>', 'port of OTLP/gRPC, usually 4317; 0 is off', parsePort, 0)
    .option('--data <directory>', `where traces are kept (DSPY_VIEWER_DATA; default ${defaultDataDir(env)})`)
    .option('--allow-anonymous', 'listen on an address that other machines reach although DSPY_VIEWER_TOKEN is not set', false)
    .allowExcessArguments(false)
    .action(() => {});
  command.command('export <file>').description('write all traces as OTLP/JSON, some a line; gzip when the name ends in .gz, standard output for -').action((file: string) => {
    archive = { kind: 'export', file };
  });
  command.command('import <file>').description('take what export wrote, or any file with an OTLP/JSON export on each line').action((file: string) => {
    archive = { kind: 'import', file };
  });
  command.parse(argv);
  const options = command.opts<{ port: number; host: string; grpcPort: number; data?: string; allowAnonymous: boolean }>();
  const token = readToken(env);
  if (token === undefined && !options.allowAnonymous && !isLoopback(options.host)) {
    throw new ConfigError('--host', 'an address of this machine alone, DSPY_VIEWER_TOKEN to be set, or --allow-anonymous', options.host);
  }
  return {
    port: options.port,
    host: options.host,
    grpcPort: options.grpcPort,
    dataDir: resolve(options.data ?? (env['DSPY_VIEWER_DATA'] || defaultDataDir(env))),
    maxBodyBytes: readInteger(env, 'DSPY_VIEWER_MAX_BODY_BYTES', 64 * MIB, { min: 1024, max: 512 * MIB }),
    maxValueBytes: readInteger(env, 'DSPY_VIEWER_MAX_VALUE_BYTES', 8 * MIB, { min: 256, max: 512 * MIB }),
    maxAttributes: readInteger(env, 'DSPY_VIEWER_MAX_ATTRIBUTES', 10_000, { min: 16, max: 1_000_000 }),
    memoryMiB: readInteger(env, 'DSPY_VIEWER_MEMORY_MIB', 1024, { min: 512, max: 1024 * 1024 }),
    token,
    retentionDays: readInteger(env, 'DSPY_VIEWER_RETENTION_DAYS', 0, { min: 0, max: 36_500 }),
    maxDiskMiB: readInteger(env, 'DSPY_VIEWER_MAX_DISK_MIB', 0, { min: 0, max: 1024 * 1024 * 1024 }),
    dspyServer: readDspyServer(env),
    clickhouseUrl: readUrl(env, 'CLICKHOUSE_URL', 'http://user:password@host:8123/database'),
    clickhouseCluster: env['CLICKHOUSE_CLUSTER'] || undefined,
    archive,
    allowedHosts: (env['DSPY_VIEWER_ALLOWED_HOSTS'] ?? '').split(',').map((host) => host.trim()).filter((host) => host !== ''),
  };
}

/** As the XDG base directory specification has it. */
function defaultDataDir(env: Environment): string {
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'dspy-otel', 'viewer');
}

const MIN_TOKEN_LENGTH = 16;

function readToken(env: Environment): string | undefined {
  const token = env['DSPY_VIEWER_TOKEN'];
  if (token === undefined || token === '') return undefined;
  // The value itself is a secret also when it cannot be used.
  if (token.length < MIN_TOKEN_LENGTH || /[^\x21-\x7e]/.test(token)) throw new ConfigError('DSPY_VIEWER_TOKEN', `at least ${MIN_TOKEN_LENGTH} characters of ASCII without blanks`, `${token.length} characters`);
  return token;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function readDspyServer(env: Environment): DspyServerAddress | undefined {
  const url = readUrl(env, 'DSPY_SERVER_URL', 'http://localhost:8000');
  return url === undefined ? undefined : { url, key: env['DSPY_API_KEY'] || undefined };
}

function readUrl(env: Environment, name: string, example: string): string | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  // It may hold a password: what was found is not repeated.
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) throw new ConfigError(name, `an address like ${example}`, 'something else');
  return text;
}

function readInteger(env: Environment, name: string, fallback: number, { min, max }: { min: number; max: number }): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw new ConfigError(name, `a whole number from ${min} to ${max}`, text);
  return value;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Expected a number from 0 to 65535.');
  return port;
}
