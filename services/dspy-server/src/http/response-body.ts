import { Prediction, type Signature } from '@dspy-otel/dspy';
import { HTTPError } from './http-error.ts';

/**
 * A program's result as the JSON text of a response. A prediction or an object is its fields; anything else becomes the
 * one output field of the signature, or `answer`.
 *
 * @throws {HTTPError} 500 when the result cannot be said in JSON.
 */
export function responseBody(result: unknown, program: { readonly name: string; readonly signature: Signature | undefined }): string {
  try {
    const text = JSON.stringify(isRecord(result) ? result : { [onlyOutput(program.signature)]: result });
    if (text !== undefined) return text;
  } catch (cause) {
    throw new HTTPError(500, `${program.name} returned a value that is not JSON: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
  throw new HTTPError(500, `${program.name} returned nothing that is JSON`);
}

function isRecord(result: unknown): boolean {
  return result instanceof Prediction || (typeof result === 'object' && result !== null && !Array.isArray(result));
}

function onlyOutput(signature: Signature | undefined): string {
  const [field, ...others] = signature?.outputFields ?? [];
  return field && others.length === 0 ? field.name : 'answer';
}
