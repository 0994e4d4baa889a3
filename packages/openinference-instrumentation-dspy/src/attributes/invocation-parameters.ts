import type { LMParams } from '@dspy-otel/dspy';

const SECRET_NAME = /key|secret|password|authorization|credential|header|cookie|(^|_)token$|base_?url|endpoint/i;

const DEEPEST = 8;

/** The parameters of a call under the names that models' APIs and Python use, without anything that could be a secret. */
export function invocationParameters(params: LMParams): Record<string, unknown> {
  const { extraBody, ...known } = params;
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(known)) {
    if (value !== undefined) result[snakeCase(name)] = value;
  }
  for (const [name, value] of Object.entries(extraBody ?? {})) {
    if (!SECRET_NAME.test(name)) result[name] = withoutSecrets(value, DEEPEST);
  }
  return result;
}

/** Deeper than any provider's options; it also ends a value that contains itself. */
function withoutSecrets(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, levels - 1));
  return Object.fromEntries(Object.entries(value).flatMap(([name, inner]) => (SECRET_NAME.test(name) ? [] : [[name, withoutSecrets(inner, levels - 1)]])));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
