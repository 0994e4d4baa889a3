import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import type { Detail, Semconv } from '@dspy-otel/openinference-instrumentation-dspy';
import type { OTLPProtocol } from '@dspy-otel/openinference-instrumentation-dspy/sdk';
import { CLIError } from './cli-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const satisfies readonly OTLPProtocol[];

/** Where traces go. What is not here, the OpenTelemetry SDK reads from the standard variables itself. */
export interface TracingSettings {
  readonly serviceName: string;
  readonly exporter: 'otlp' | 'other';
  readonly protocol: OTLPProtocol;
  /** What to show people: an address, or the name of another exporter. */
  readonly destination: string;
  readonly detail: Detail;
  readonly semconv: Semconv;
  /** Whether spans announce themselves while they run. */
  readonly live: boolean;
  /** Metrics are off unless an exporter for them is named. */
  readonly metrics: boolean;
}

/** What {@link loadEnvironment} would give. A supervisor must not hand down what stood in `.env` once: its workers read the file themselves. */
export function peekEnvironment(projectDirectory: string): Environment {
  const file = path.join(projectDirectory, '.env');
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...process.env };
}

/** The variables of this process, after those of the project's `.env`, which never replace what is set already. */
export function loadEnvironment(projectDirectory: string): Environment {
  const file = path.join(projectDirectory, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return process.env;
}

/**
 * What the variables say about tracing; `undefined` when it is off.
 *
 * @throws {CLIError} naming the variable and what was expected.
 */
export function readTracingSettings(env: Environment): TracingSettings | undefined {
  if (!flag(env, 'OTEL_TRACING_ENABLED') || flag(env, 'OTEL_SDK_DISABLED')) return undefined;
  const exporter = env['OTEL_TRACES_EXPORTER']?.trim() || 'otlp';
  if (exporter === 'none') return undefined;
  const protocolVariable = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ? 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL' : 'OTEL_EXPORTER_OTLP_PROTOCOL';
  const protocol = oneOf(env, protocolVariable, PROTOCOLS, 'http/protobuf');
  return {
    serviceName: env['OTEL_SERVICE_NAME']?.trim() || serviceNameOfResource(env) || 'dspy-server',
    exporter: exporter === 'otlp' ? 'otlp' : 'other',
    protocol,
    destination: exporter === 'otlp' ? endpoint(env, protocol) : exporter,
    detail: oneOf(env, 'DSPY_OTEL_DETAIL', ['compact', 'full'], 'compact'),
    semconv: oneOf(env, 'DSPY_OTEL_SEMCONV', ['both', 'openinference', 'gen_ai'], 'both'),
    live: flag(env, 'DSPY_OTEL_LIVE'),
    metrics: Boolean(env['OTEL_METRICS_EXPORTER']),
  };
}

function endpoint(env: Environment, protocol: OTLPProtocol): string {
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']?.trim();
  if (own) return checkedAddress('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', own, protocol);
  const shared = env['OTEL_EXPORTER_OTLP_ENDPOINT']?.trim();
  if (!shared) return protocol === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318/v1/traces';
  const address = checkedAddress('OTEL_EXPORTER_OTLP_ENDPOINT', shared, protocol);
  return protocol === 'grpc' ? address : `${address.replace(/\/$/, '')}/v1/traces`;
}

function checkedAddress(variable: string, value: string, protocol: OTLPProtocol): string {
  const address = protocol === 'grpc' && !value.includes('://') ? `http://${value}` : value;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new CLIError(`${variable}: expected an address such as http://localhost:4318/v1/traces, got ${JSON.stringify(value)}`);
  }
  return address;
}

function serviceNameOfResource(env: Environment): string | undefined {
  const match = /(?:^|,)\s*service\.name=([^,]*)/.exec(env['OTEL_RESOURCE_ATTRIBUTES'] ?? '');
  return match?.[1]?.trim();
}

function flag(env: Environment, name: string): boolean {
  const value = env[name]?.trim().toLowerCase() ?? '';
  if (['', 'false', '0'].includes(value)) return false;
  if (['true', '1'].includes(value)) return true;
  throw new CLIError(`${name}: expected true or false, got ${JSON.stringify(env[name])}`);
}

function oneOf<const T extends string>(env: Environment, name: string, allowed: readonly T[], fallback: T): T {
  const value = env[name]?.trim();
  if (!value) return fallback;
  const match = allowed.find((candidate) => candidate === value);
  if (!match) throw new CLIError(`${name}: expected ${allowed.join(' or ')}, got ${JSON.stringify(value)}`);
  return match;
}
