import { randomBytes } from 'node:crypto';
import { CLIError } from '../../cli-error.ts';
import type { Environment } from '../../config.ts';

const SHORTEST = 8;

/**
 * What callers must present under `--auth`: `DSPY_API_KEY`, or a new one, which must then be shown to whoever started
 * the server.
 *
 * @throws {CLIError} when the variable is too short to be a secret.
 */
export function authToken(env: Environment): { readonly token: string; readonly isGenerated: boolean } {
  const given = env['DSPY_API_KEY']?.trim();
  if (!given) return { token: randomBytes(32).toString('base64url'), isGenerated: true };
  if (given.length < SHORTEST) throw new CLIError(`DSPY_API_KEY: expected at least ${SHORTEST} characters`);
  return { token: given, isGenerated: false };
}
