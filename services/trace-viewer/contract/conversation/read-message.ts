import { isList, isObject, textOf, unpacked, type Json, type JsonObject } from './json.ts';
import type { Message, Part } from './message.ts';

/**
 * Reads one message in any of the forms that SDKs write: OpenAI's and Anthropic's (`content`, `tool_calls`), GenAI's (`parts`), the AI SDK's
 * (`tool-call`, `tool-result`), LangChain's (`type: 'human'`, or its serialised `kwargs`). A bare text is what `role` said.
 */
export function readMessage(json: Json, role = ''): Message {
  if (!isObject(json)) return { role, parts: [{ type: 'text', content: textOf(json) }] };
  if (isObject(json['kwargs'])) return readMessage({ ...json['kwargs'], role: roleOfClass(json['id']) ?? role }, role);
  // A choice, of OpenAI's `choices` or of the event `gen_ai.choice`.
  if (isObject(json['message'])) return { ...readMessage(json['message'], 'assistant'), ...finish(json) };
  const told = textOf(json['role'] ?? LANGCHAIN_ROLES.get(textOf(json['type'])) ?? role);
  const toolCallId = json['tool_call_id'];
  const content = json['parts'] ?? json['content'] ?? json['text'];
  const said = told === 'tool' && toolCallId !== undefined && content !== undefined
    ? [{ type: 'tool_call_response', id: asId(toolCallId), response: content } as const]
    : readContent(content);
  const calls = unpacked(json['tool_calls'] ?? json['toolCalls']);
  return { role: told, parts: [...said, ...(isList(calls) ? calls.map(readToolCall) : [])], ...finish(json) };
}

const LANGCHAIN_ROLES: ReadonlyMap<string, string> = new Map([['human', 'user'], ['ai', 'assistant'], ['system', 'system'], ['tool', 'tool']]);

/** `["langchain", "schema", "messages", "HumanMessage"]`. */
function roleOfClass(id: Json | undefined): string | undefined {
  const name = isList(id) ? textOf(id.at(-1)) : '';
  return LANGCHAIN_ROLES.get(name.replace(/Message(Chunk)?$/, '').toLowerCase());
}

function finish(json: JsonObject): { finish_reason?: string } {
  const reason = json['finish_reason'] ?? json['finishReason'];
  return typeof reason === 'string' && reason !== '' ? { finish_reason: reason } : {};
}

function readContent(content: Json | undefined): readonly Part[] {
  if (content === undefined || content === null || content === '') return [];
  // Parts may have been turned into a text.
  const value = typeof content === 'string' && content.startsWith('[{"') ? unpacked(content) : content;
  return isList(value) ? value.map(readPart) : [{ type: 'text', content: textOf(value) }];
}

function readPart(part: Json): Part {
  if (!isObject(part)) return { type: 'text', content: textOf(part) };
  switch (part['type']) {
    case 'text': case 'input_text': case 'output_text': return { type: 'text', content: textOf(part['text'] ?? part['content']) };
    case 'reasoning': case 'thinking': return { type: 'reasoning', content: textOf(part['text'] ?? part['content'] ?? part['thinking']) };
    case 'tool_call': case 'tool-call': case 'tool_use': case 'function': return readToolCall(part);
    case 'tool_call_response': case 'tool-result': case 'tool_result':
      return { type: 'tool_call_response', id: asId(part['id'] ?? part['toolCallId'] ?? part['tool_use_id']), response: part['response'] ?? part['output'] ?? part['result'] ?? part['content'] ?? null };
    case 'image_url': case 'image': case 'uri': {
      const uri = imageUri(part);
      return uri === undefined ? { type: 'other', content: part } : { type: 'uri', modality: 'image', uri };
    }
    default: return { type: 'other', content: part };
  }
}

function imageUri(part: JsonObject): string | undefined {
  const image = part['image_url'] ?? part['image'] ?? part['uri'] ?? part['url'];
  const uri = isObject(image) ? image['url'] : image;
  return typeof uri === 'string' ? uri : undefined;
}

function readToolCall(json: Json): Part {
  if (!isObject(json)) return { type: 'other', content: json };
  const call = isObject(json['function']) ? json['function'] : json;
  const args = call['arguments'] ?? call['args'] ?? call['input'] ?? null;
  return { type: 'tool_call', id: asId(json['id'] ?? json['toolCallId']), name: textOf(call['name'] ?? call['toolName']), arguments: unpacked(args) ?? null };
}

function asId(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
