import type { Json, JsonObject } from '../../../contract/conversation/json.ts';
import type { Message } from '../../../contract/conversation/message.ts';
import { readConversation } from '../../../contract/conversation/read-conversation.ts';
import type { AttributeValue, KeyValue, Span } from '../span.ts';

/** What the columns need of a model call's messages. */
export interface PromptAndAnswer {
  /** The system message. */
  readonly system: string;
  /** The last message that was sent. */
  readonly input: string;
  /** The first answer. */
  readonly output: string;
  readonly finishReason: string;
}

export const NO_MESSAGES: PromptAndAnswer = { system: '', input: '', output: '', finishReason: '' };

const OPENINFERENCE_ROLE = 'llm.input_messages.0.message.role';
const OPENINFERENCE_CONTENT = 'llm.input_messages.0.message.content';

/** Looks into the messages of a model call. OpenInference's, which say the input elsewhere, are not parsed. */
export function promptAndAnswer(span: Span): PromptAndAnswer {
  const role = text(span.attributes, OPENINFERENCE_ROLE);
  if (role !== '') return { ...NO_MESSAGES, system: isSystem(role) ? text(span.attributes, OPENINFERENCE_CONTENT) : '' };
  const { input, output } = readConversation(asJson(span.attributes), span.events.map(({ name, attributes }) => ({ name, attributes: asJson(attributes) })));
  return {
    system: messageText(input.find((message) => isSystem(message.role))),
    input: messageText(input.findLast((message) => !isSystem(message.role))),
    output: messageText(output[0]),
    finishReason: output[0]?.finish_reason ?? '',
  };
}

function isSystem(role: string): boolean {
  return role === 'system' || role === 'developer';
}

function text(attributes: readonly KeyValue[], name: string): string {
  const value = attributes.find(({ key }) => key === name)?.value;
  return typeof value === 'string' ? value : '';
}

function messageText(message: Message | undefined): string {
  const parts = message?.parts.map((part) => {
    switch (part.type) {
      case 'text': return part.content;
      case 'tool_call': return `${part.name}(${JSON.stringify(part.arguments)})`;
      case 'tool_call_response': return typeof part.response === 'string' ? part.response : JSON.stringify(part.response);
      default: return '';
    }
  });
  return parts?.filter((part) => part !== '').join('\n') ?? '';
}

/** Messages are in texts, lists and maps; integers and bytes are none. */
function asJson(attributes: readonly KeyValue[]): JsonObject {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, toJson(value)]));
}

function toJson(value: AttributeValue): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toJson);
  return 'entries' in value && Array.isArray(value.entries) ? asJson(value.entries) : null;
}
