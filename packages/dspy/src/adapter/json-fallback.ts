import { AdapterParseError } from '../errors.ts';
import type { Adapter } from './adapter.ts';
import { JSONAdapter } from './json-adapter.ts';
import type { AdapterOptions } from './native.ts';

/** Which adapter asks again when an answer cannot be read. */
export interface FallbackOptions {
  /** Whether `JSONAdapter` asks again; true unless given. */
  readonly useJsonAdapterFallback?: boolean | undefined;
  /** Asks again instead of `JSONAdapter`. */
  readonly fallback?: Adapter | undefined;
}

/** The adapter that asks again: unless told otherwise, one for JSON that treats tools alike. */
export function jsonFallback({ useJsonAdapterFallback = true, fallback, useNativeFunctionCalling = false, parallelToolCalls }: AdapterOptions & FallbackOptions): Adapter | undefined {
  if (fallback) return fallback;
  return useJsonAdapterFallback ? new JSONAdapter({ useNativeFunctionCalling, parallelToolCalls }) : undefined;
}

/** Only an answer that cannot be read is asked for again; a model that cannot be asked would fail again. */
export function fallbackAfter(error: unknown, fallback: Adapter | undefined): Adapter | undefined {
  return error instanceof AdapterParseError ? fallback : undefined;
}
