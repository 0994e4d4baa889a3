import type { Attributes } from '../../../contract/scalars.ts';
import type { SpanEvent } from '../../../contract/trace.ts';
import { items, text, type Item } from './attributes.ts';
import { genAiConversation } from './gen-ai.ts';

export type Part =
  | { readonly type: 'text'; readonly text: string; readonly key: string }
  | { readonly type: 'reasoning'; readonly text: string; readonly key: string }
  | { readonly type: 'image'; readonly url: string; readonly key: string; readonly number?: number }
  | { readonly type: 'other'; readonly text: string; readonly key: string };

export interface ToolCall {
  readonly id: string | null;
  readonly name: string;
  /** As it was sent, most often JSON. */
  readonly args: string;
}

export interface Message {
  /** The name of its attributes in the span, up to and with its number. */
  readonly key: string;
  readonly role: string;
  /** Name of the speaker or of the tool, if told. */
  readonly name: string | null;
  /** The call that this message answers. */
  readonly toolCallId: string | null;
  readonly parts: readonly Part[];
  readonly toolCalls: readonly ToolCall[];
}

export interface Conversation {
  readonly input: readonly Message[];
  readonly output: readonly Message[];
}

/** Prompt and answer of an LLM span, by OpenInference's attributes, else in whichever form they were sent. */
export function readConversation(attrs: Attributes, events: readonly SpanEvent[] = []): Conversation {
  const input = readMessages(attrs, 'llm.input_messages');
  const output = readMessages(attrs, 'llm.output_messages');
  if (input.length > 0 && output.length > 0) return { input, output };
  const sent = genAiConversation(attrs, events);
  return { input: input.length > 0 ? input : sent.input, output: output.length > 0 ? output : sent.output };
}

function readMessages(attrs: Attributes, prefix: string): readonly Message[] {
  return items(attrs, prefix).map(({ key, attrs: own }) => ({
    key,
    role: text(own, 'message.role') ?? '',
    name: text(own, 'message.name'),
    toolCallId: text(own, 'message.tool_call_id'),
    parts: readParts(own, key),
    toolCalls: readToolCalls(own),
  }));
}

function readParts(own: Attributes, key: string): readonly Part[] {
  const content = text(own, 'message.content');
  const parts: Part[] = content === null || content === '' ? [] : [{ type: 'text', text: content, key: `${key}.message.content` }];
  for (const item of items(own, 'message.contents')) parts.push(readPart(item, 'message_content.', key));
  // Python's DSPy instrumentation flattens the provider's own content parts.
  for (const item of items(own, 'message.content')) parts.push(readPart(item, '', key));
  return parts;
}

function readPart(item: Item, prefix: string, messageKey: string): Part {
  const { attrs } = item;
  const at = (rest: string): string => `${messageKey}.${item.key}.${rest}`;
  const type = text(attrs, `${prefix}type`);
  const said = text(attrs, `${prefix}text`);
  if (said !== null) return { type: type === 'reasoning' ? 'reasoning' : 'text', text: said, key: at(`${prefix}text`) };
  const image = [`${prefix}image.image.url`, `${prefix}image_url.url`, `${prefix}image_url`].find((name) => text(attrs, name) !== null);
  if (image !== undefined) return { type: 'image', url: text(attrs, image) ?? '', key: at(image) };
  return { type: 'other', text: JSON.stringify(attrs, null, 2), key: item.key };
}

function readToolCalls(own: Attributes): readonly ToolCall[] {
  const calls = items(own, 'message.tool_calls').map(({ attrs }) => ({
    id: text(attrs, 'tool_call.id'),
    name: text(attrs, 'tool_call.function.name') ?? '',
    args: text(attrs, 'tool_call.function.arguments') ?? '',
  }));
  const legacy = text(own, 'message.function_call_name');
  if (legacy === null) return calls;
  return [...calls, { id: null, name: legacy, args: text(own, 'message.function_call_arguments_json') ?? '' }];
}

/**
 * The parts of a message with its texts as one, so that a field that holds images comes together again. Images follow
 * the text, numbered as the text now names them.
 */
export function joinParts(parts: readonly Part[]): readonly Part[] {
  if (!parts.some((part) => part.type === 'image') || parts.some((part) => part.type !== 'image' && part.type !== 'text')) return parts;
  const images: Part[] = [];
  let joined = '';
  for (const part of parts) {
    if (part.type === 'image') {
      images.push({ type: 'image', url: part.url, key: part.key, number: images.length + 1 });
      joined += `⟨image ${images.length}⟩`;
    } else joined += part.text;
  }
  return [{ type: 'text', text: joined, key: parts.find((part) => part.type === 'text')?.key ?? '' }, ...images];
}

/** The text that a message carries, without images. */
export function messageText(message: Message): string {
  return message.parts.map((part) => (part.type === 'image' ? '' : part.text)).join('\n').trim();
}

/** A whole message as text to paste elsewhere. */
export function copyableText(message: Message): string {
  const parts = message.parts.map((part) => (part.type === 'image' ? part.url : part.text));
  const calls = message.toolCalls.map((call) => `${call.name}(${call.args})`);
  return [...parts, ...calls].join('\n');
}
