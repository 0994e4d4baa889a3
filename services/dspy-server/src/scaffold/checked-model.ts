import { providerNames } from '@dspy-otel/dspy';
import { CLIError } from '../cli-error.ts';
import { nearest } from '../project/nearest.ts';

export const DEFAULT_MODEL = 'openai/gpt-4o-mini';

/** @throws {CLIError} when no server could ask the model without being told more. */
export function checkedModel(model: string): string {
  const provider = /^([^/\s]+)\/\S+$/.exec(model)?.[1];
  if (provider === undefined) throw new CLIError(`the model: expected provider/model, for example ${DEFAULT_MODEL}, got ${JSON.stringify(model)}`);
  const known = providerNames();
  if (known.includes(provider)) return model;
  const meant = nearest(provider, known);
  throw new CLIError(
    `the model: there is no provider ${JSON.stringify(provider)}${meant === undefined ? '.' : `; did you mean ${meant}?`} There are: ${known.join(', ')}. For a server that speaks OpenAI's language, name the model openai/… and set api_base in dspy.config.yaml afterwards`,
  );
}
