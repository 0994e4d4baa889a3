import type { ContentPart, LMOutput, Message, ToolCall } from '@dspy-otel/dspy';
import { toJSON } from './json.ts';
import { REDACTED } from './redacted.ts';
import type { TextPolicy } from './text-policy.ts';

/**
 * What may stand in a span. Prompts and answers appear there more than once (messages, `input.value`, `gen_ai.*`), so
 * they are masked once, before any attribute is made of them.
 */
export interface ContentPolicy {
  readonly inputs: boolean;
  readonly outputs: boolean;
  readonly inputMessages: boolean;
  readonly outputMessages: boolean;
  readonly inputText: boolean;
  readonly outputText: boolean;
  readonly inputImages: boolean;
  readonly tools: boolean;
  readonly promptTemplate: boolean;
  readonly invocationParameters: boolean;
  readonly embeddingText: boolean;
  readonly embeddingVectors: boolean;
  /** Error messages quote prompts and answers, so they are shown only when all of these are. */
  readonly errorText: boolean;
  /** What of a text that may be shown is replaced all the same. */
  readonly text: TextPolicy;
}

/** The messages as they may be shown; `undefined` when not at all. */
export function shownMessages(messages: readonly Message[], policy: ContentPolicy): readonly Message[] | undefined {
  if (!policy.inputMessages) return undefined;
  return messages.map((message) => shownMessage(message, policy));
}

function shownMessage(message: Message, policy: ContentPolicy): Message {
  const { inputText, text } = policy;
  switch (message.role) {
    case 'system':
      return { role: 'system', content: inputText ? text.shownOften(message.content) : REDACTED };
    case 'user': {
      const { content } = message;
      if (typeof content !== 'string') return { role: 'user', content: content.flatMap((part) => shownPart(part, policy)) };
      return { role: 'user', content: inputText ? text.shown(content) : REDACTED };
    }
    case 'assistant': {
      const { toolCalls, content } = message;
      const shown = { role: 'assistant', content: inputText ? text.shown(content) : REDACTED } as const;
      return toolCalls ? { ...shown, toolCalls: toolCalls.map((call) => shownCall(call, inputText, text)) } : shown;
    }
    default:
      return { ...message, content: inputText ? text.shown(message.content) : REDACTED };
  }
}

function shownPart(part: ContentPart, { inputText, inputImages, text }: ContentPolicy): ContentPart[] {
  switch (part.type) {
    case 'text':
      return [{ ...part, text: inputText ? text.shown(part.text) : REDACTED }];
    case 'image':
      return inputImages ? [{ ...part, url: text.shown(part.url) }] : [];
    default:
      // Audio and files have no switch of their own: they go with the text that they stand for.
      return [{ ...part, data: inputText ? text.shownData(part.data, part.mediaType) : REDACTED }];
  }
}

/** The answers as they may be shown; `undefined` when not at all. */
export function shownOutputs(outputs: readonly LMOutput[], { outputMessages, outputText, text }: ContentPolicy): readonly LMOutput[] | undefined {
  if (!outputMessages) return undefined;
  const shown = (said: string): string => (outputText ? text.shown(said) : REDACTED);
  return outputs.map(({ text: said, reasoning, toolCalls, finishReason }) => ({
    text: shown(said),
    finishReason,
    ...(reasoning !== undefined && { reasoning: shown(reasoning) }),
    ...(toolCalls && { toolCalls: toolCalls.map((call) => shownCall(call, outputText, text)) }),
  }));
}

function shownCall({ id, name, args, invalidArgs }: ToolCall, isShown: boolean, text: TextPolicy): ToolCall {
  if (!isShown) return { id, name, args: {} };
  return { id, name, args: shownArguments(args, text), ...(invalidArgs !== undefined && { invalidArgs: text.shown(invalidArgs) }) };
}

/** Secrets are replaced in the JSON text, wherever in the arguments they are. */
function shownArguments(args: ToolCall['args'], policy: TextPolicy): ToolCall['args'] {
  const json = toJSON(args);
  const shown = policy.shown(json);
  if (shown === json) return args;
  try {
    return JSON.parse(shown) as ToolCall['args'];
  } catch {
    return { truncated: shown };
  }
}
