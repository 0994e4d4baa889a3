import type { ContentPart, LMOutput, Message } from '@dspy-otel/dspy';

/** What takes the place of text that is hidden; OpenInference's word. */
export const REDACTED = '__REDACTED__';

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
  readonly invocationParameters: boolean;
  /** Longer `data:` URLs are replaced. In characters. */
  readonly maxBase64Length: number;
  /** Error messages quote prompts and answers, so they are shown only when all of these are. */
  readonly errorText: boolean;
}

/** The messages as they may be shown; `undefined` when not at all. */
export function shownMessages(messages: readonly Message[], policy: ContentPolicy): readonly Message[] | undefined {
  if (!policy.inputMessages) return undefined;
  return messages.map((message) => shownMessage(message, policy));
}

function shownMessage(message: Message, policy: ContentPolicy): Message {
  if (message.role === 'user' && typeof message.content !== 'string') {
    return { role: 'user', content: message.content.flatMap((part) => shownPart(part, policy)) };
  }
  if (policy.inputText) return message;
  if (message.role === 'assistant') return { ...message, content: REDACTED, toolCalls: message.toolCalls?.map(withoutArguments) };
  return { ...message, content: REDACTED };
}

function shownPart(part: ContentPart, policy: ContentPolicy): ContentPart[] {
  switch (part.type) {
    case 'text':
      return [policy.inputText ? part : { ...part, text: REDACTED }];
    case 'image':
      if (!policy.inputImages) return [];
      return [isLongData(part.url, policy) ? { ...part, url: REDACTED } : part];
    default:
      // Audio and files have no switch of their own: they go with the text that they stand for.
      return [policy.inputText && part.data.length <= policy.maxBase64Length ? part : { ...part, data: REDACTED }];
  }
}

function isLongData(url: string, policy: ContentPolicy): boolean {
  return url.length > policy.maxBase64Length && url.startsWith('data:');
}

/** The answers as they may be shown; `undefined` when not at all. */
export function shownOutputs(outputs: readonly LMOutput[], policy: ContentPolicy): readonly LMOutput[] | undefined {
  if (!policy.outputMessages) return undefined;
  if (policy.outputText) return outputs;
  return outputs.map((output) => ({
    ...output,
    text: REDACTED,
    toolCalls: output.toolCalls?.map(withoutArguments),
    reasoning: output.reasoning === undefined ? undefined : REDACTED,
  }));
}

function withoutArguments<T extends { readonly args: unknown }>(call: T): T & { args: Record<string, never> } {
  return { ...call, args: {} };
}
