import { inspect } from 'node:util';
import { ConfigurationError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { LMParams } from './request.ts';

const REASONING_MODEL = /^(?:o[1345](?:-(?:mini|nano|pro))?(?:-\d{4}-\d{2}-\d{2})?|gpt-5(?!-chat)(?:-.*)?)$/;
const MIN_TOKENS = 16_000;

type Rule = readonly [expected: string, isRight: (value: unknown) => boolean];

const isAmount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const amount: Rule = ['a number', isAmount];
const count: Rule = ['a whole number from 1', (value) => Number.isInteger(value) && Number(value) >= 1];
const wholeNumber: Rule = ['a whole number', Number.isInteger];
const trueOrFalse: Rule = ['true or false', (value) => typeof value === 'boolean'];
const EFFORTS: readonly unknown[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];
const CHOICES: readonly unknown[] = ['auto', 'none', 'required'];

/** Every parameter, and what it has to be. What is right for one provider only is left to providers. */
const RULES: { readonly [Name in keyof Required<LMParams>]: Rule } = {
  temperature: ['a number from 0', (value) => isAmount(value) && Number(value) >= 0],
  maxTokens: count,
  topP: ['a number from 0 to 1', (value) => isAmount(value) && Number(value) >= 0 && Number(value) <= 1],
  topK: count,
  presencePenalty: amount,
  frequencyPenalty: amount,
  seed: wholeNumber,
  stop: ['a list of strings', (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')],
  n: count,
  reasoningEffort: [`one of ${EFFORTS.join(', ')}`, (value) => EFFORTS.includes(value)],
  responseFormat: ["{ type: 'text' } or { type: 'json' }", isRecord],
  toolChoice: [`one of ${CHOICES.join(', ')}, or { tool: name }`, (value) => CHOICES.includes(value) || isRecord(value)],
  parallelToolCalls: trueOrFalse,
  rolloutId: wholeNumber,
  cache: trueOrFalse,
  extraBody: ['an object', isRecord],
};

/**
 * Refuses parameters that no provider could take, and names that are none: sent or not, they would not do what was meant.
 *
 * @param whose whose parameters they are, for the message.
 * @throws {ConfigurationError}
 */
export function checkParams(whose: string, params: LMParams): void {
  for (const [name, value] of Object.entries(params)) {
    if (!isParam(name)) throw new ConfigurationError(`${whose} has no parameter "${name}"; ${adviceFor(name)}`);
    const [expected, isRight] = RULES[name];
    if (value !== undefined && !isRight(value)) throw new ConfigurationError(`${name} of ${whose} has to be ${expected}, got ${inspect(value)}`);
  }
}

function isParam(name: string): name is keyof LMParams {
  return Object.hasOwn(RULES, name);
}

/** `max_tokens` is how Python says `maxTokens`. */
function adviceFor(name: string): string {
  const renamed = name.replaceAll(/_+([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  const advice = 'give what only the provider knows in extraBody';
  return renamed === name ? advice : `${isParam(renamed) ? 'write' : 'perhaps it is'} ${renamed}; ${advice}`;
}

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
