import { randomBytes } from 'node:crypto';
import { CLIError } from '../../cli-error.ts';
import type { Environment } from '../../config.ts';

const SHORTEST = 8;

/**
 * What callers must present under `--auth`: `DSPY_API_KEY`, or a new one, which must then be shown to whoever started
 * the server.
 *
 * @param otherwise the new one, when there is one already.
 * @throws {CLIError} when the variable is too short to be a secret.
 */
export function authToken(env: Environment, otherwise?: string): { readonly token: string; readonly isGenerated: boolean } {
  const given = env['DSPY_API_KEY']?.trim();
  if (!given) return { token: otherwise ?? newToken(), isGenerated: true };
  if (given.length < SHORTEST) throw new CLIError(`DSPY_API_KEY: expected at least ${SHORTEST} characters`);
  return { token: given, isGenerated: false };
}

/** A token that nobody can guess. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}
