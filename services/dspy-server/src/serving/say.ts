import { withoutSecrets } from '../http/without-secrets.ts';

/** Writes one line to standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes one line to standard error, without what looks like a secret: much of what is said comes from programs. */
export function warn(line: string): void {
  process.stderr.write(`${withoutSecrets(line)}\n`);
}

/** Writes the token that was made up to standard error: whoever starts the server has to see it. */
export function showToken(token: string): void {
  process.stderr.write(`⚠ DSPY_API_KEY is not set; this token is valid until the server stops: ${token}\n`);
}
