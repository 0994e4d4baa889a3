import { ConfigurationError } from '../errors.ts';
import type { LMParams } from './request.ts';

const REASONING_MODEL = /^(?:o[1345](?:-(?:mini|nano|pro))?(?:-\d{4}-\d{2}-\d{2})?|gpt-5(?!-chat)(?:-.*)?)$/;
const MIN_TOKENS = 16_000;

/**
 * OpenAI's reasoning models refuse other temperatures than 1, and spend a small limit of tokens on thinking alone.
 *
 * @throws {ConfigurationError}
 */
export function checkReasoningParams(model: string, modelId: string, { temperature, maxTokens }: LMParams): void {
  if (!REASONING_MODEL.test(modelId.split('/').at(-1) ?? '')) return;
  if (temperature !== undefined && temperature !== 1) {
    throw new ConfigurationError(`${model} is a reasoning model and takes no other temperature than 1, got ${temperature}; leave temperature out`);
  }
  if (maxTokens !== undefined && maxTokens < MIN_TOKENS) {
    throw new ConfigurationError(`${model} is a reasoning model and needs maxTokens of at least ${MIN_TOKENS}, got ${maxTokens}; leave maxTokens out or raise it`);
  }
}
