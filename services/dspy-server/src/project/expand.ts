/** A `${…}` that cannot be replaced. The message says what to do, without the place in the file. */
export class ExpansionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExpansionError';
  }
}

/** `$${` (a literal `${`), or `${…}` up to its brace, or a `${` that is never closed. */
const REFERENCE = /\$\$\{|\$\{([^{}]*)\}|\$\{/g;
const NAME_AND_DEFAULT = /^([A-Za-z_]\w*)(?::-(.*))?$/s;

/**
 * Replaces `${NAME}` and `${NAME:-default}` by variables. As in a shell, the default also stands in for an empty value.
 * `$${` gives a literal `${`.
 *
 * @throws {ExpansionError} when a variable without a default is not set, or a reference cannot be read.
 */
export function expand(text: string, variables: Readonly<Record<string, string | undefined>>): string {
  return text.replace(REFERENCE, (whole, reference: string | undefined) => {
    if (whole === '$${') return '${';
    const match = reference === undefined ? null : NAME_AND_DEFAULT.exec(reference);
    if (!match) throw new ExpansionError(`expected \${NAME} or \${NAME:-default}, got ${JSON.stringify(whole)}`);
    const [, name = '', fallback] = match;
    const value = variables[name];
    if (fallback !== undefined) return value || fallback;
    if (value === undefined) throw new ExpansionError(`expected the environment variable ${name} to be set (in the environment or in .env), or a default as in \${${name}:-…}`);
    return value;
  });
}
