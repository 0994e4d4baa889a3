import type { PromptRunInput } from '../../../contract/prompt-run.ts';
import type { Attributes } from '../../../contract/scalars.ts';
import { number } from './attributes.ts';
import { messageText, type Conversation } from './messages.ts';
import { isRecord, parseJson } from './values.ts';

/** A prompt while somebody changes it. Figures are what stands in their fields; empty is the model's own setting. */
export interface PromptDraft {
  readonly model: string;
  readonly temperature: string;
  readonly maxTokens: string;
  readonly messages: PromptRunInput['messages'];
}

type Models = readonly { readonly name: string; readonly model: string }[];

const ROLES: Readonly<Record<string, PromptRunInput['messages'][number]['role']>> = { system: 'system', developer: 'system', user: 'user', human: 'user', assistant: 'assistant', ai: 'assistant' };

/** Why a conversation cannot be sent again as it was; `null` when it can. */
export function whyNotAgain({ input }: Conversation, truncated: readonly string[]): string | null {
  if (input.length === 0) return 'No prompt was recorded.';
  if (input.some(({ parts }) => parts.some(({ type, key }) => truncated.includes(key) || type === 'image' || type === 'other'))) return 'The prompt holds images, files or parts that were cut: the trace does not have all of it.';
  if (input.some(({ role, toolCalls }) => toolCalls.length > 0 || ROLES[role] === undefined)) return 'The prompt holds calls of tools, which cannot be sent again from here.';
  return null;
}

/** The prompt of a call as a draft, for the model that answered it where the server has that one. */
export function draftOf({ input }: Conversation, attrs: Attributes, model: string | null, models: Models): PromptDraft {
  const parameters = parseJson(typeof attrs['llm.invocation_parameters'] === 'string' ? attrs['llm.invocation_parameters'] : '');
  const told = (name: string): string => (isRecord(parameters) && typeof parameters[name] === 'number' ? String(parameters[name]) : '');
  const same = models.find((each) => each.model === model || each.model.endsWith(`/${model}`));
  return {
    model: (same ?? models[0])?.name ?? '',
    temperature: told('temperature') || String(number(attrs, 'gen_ai.request.temperature') ?? ''),
    maxTokens: told('max_tokens') || String(number(attrs, 'gen_ai.request.max_tokens') ?? ''),
    messages: input.map((message) => ({ role: ROLES[message.role] ?? 'user', content: messageText(message) })),
  };
}

/** What is sent. */
export function runOf({ model, temperature, maxTokens, messages }: PromptDraft, origin: PromptRunInput['origin']): PromptRunInput {
  return { model, messages: [...messages], temperature: temperature === '' ? null : Number(temperature), max_tokens: maxTokens === '' ? null : Number(maxTokens), origin };
}
