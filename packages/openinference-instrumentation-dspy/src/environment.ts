import { diag } from '@opentelemetry/api';

/** The value of a variable that may have one of a few; anything else is told to OpenTelemetry's diagnostics and ignored. */
export function oneOf<const T extends string>(env: NodeJS.ProcessEnv, name: string, allowed: readonly T[], fallback: T): T {
  const value = env[name]?.trim();
  if (!value) return fallback;
  const match = allowed.find((candidate) => candidate === value.toLowerCase());
  if (!match) diag.warn(`${name}: expected ${allowed.join(', ')}, got ${JSON.stringify(value)}; using ${fallback}`);
  return match ?? fallback;
}

/** Whether a variable says `true`, as OpenTelemetry reads truth values: anything else is false. */
export function flagOf(env: NodeJS.ProcessEnv, name: string): boolean {
  return env[name]?.trim().toLowerCase() === 'true';
}

/** A whole number from 1; anything else is told to OpenTelemetry's diagnostics and ignored. */
export function countOf(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = env[name]?.trim();
  if (!value) return fallback;
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  diag.warn(`${name}: expected a whole number from 1, got ${JSON.stringify(value)}; using ${fallback}`);
  return fallback;
}
