import { textOf } from '../../../contract/conversation/json.ts';
import type { Message as SentMessage, Part as SentPart } from '../../../contract/conversation/message.ts';
import { readConversation } from '../../../contract/conversation/read-conversation.ts';
import type { Attributes } from '../../../contract/scalars.ts';
import type { SpanEvent } from '../../../contract/trace.ts';
import type { Conversation, Message, Part } from './messages.ts';

/** Prompt and answer in whichever form another than OpenInference sent them. */
export function genAiConversation(attrs: Attributes, events: readonly SpanEvent[]): Conversation {
  const { input, output } = readConversation(attrs, events.map(({ name, attrs: attributes }) => ({ name, attributes })));
  return {
    input: input.map((message, index) => toMessage(message, 'gen_ai.input.messages', index)),
    output: output.map((message, index) => toMessage(message, 'gen_ai.output.messages', index)),
  };
}

function toMessage({ role, parts }: SentMessage, key: string, index: number): Message {
  const response = parts.find((part) => part.type === 'tool_call_response');
  return {
    key: `${key}[${index}]`,
    role: response !== undefined && parts.length === 1 ? 'tool' : role,
    name: null,
    toolCallId: response?.id ?? null,
    parts: parts.flatMap((part) => toPart(part, key)),
    toolCalls: parts.flatMap((part) => (part.type === 'tool_call' ? [{ id: part.id, name: part.name, args: textOf(part.arguments) }] : [])),
  };
}

function toPart(part: SentPart, key: string): readonly Part[] {
  switch (part.type) {
    case 'text': case 'reasoning': return [{ type: part.type, text: part.content, key }];
    case 'uri': return [{ type: 'image', url: part.uri, key }];
    case 'tool_call_response': return [{ type: 'text', text: textOf(part.response), key }];
    case 'tool_call': return [];
    default: return [{ type: 'other', text: JSON.stringify(part.content, null, 2), key }];
  }
}
