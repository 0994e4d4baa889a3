import type { Attributes } from '../../../contract/scalars.ts';
import type { Message, Part, ToolCall } from './messages.ts';
import { isList, isRecord, parseJson, type Json } from './values.ts';

/** Messages as OpenTelemetry's GenAI conventions keep them: one attribute with JSON, `[{ role, parts: [{ type, content }] }]`. */
export function genAiMessages(attrs: Attributes, key: string): readonly Message[] {
  const raw = attrs[key];
  if (raw === undefined || raw === null) return [];
  const json: Json | undefined = typeof raw === 'string' ? parseJson(raw) : raw;
  if (!isList(json)) return [];
  // System instructions are the parts of one message.
  if (key.endsWith('system_instructions')) return [message({ role: 'system', parts: json }, key)];
  return json.map((entry, index) => message(entry, `${key}[${index}]`));
}

function message(entry: Json, key: string): Message {
  const record = isRecord(entry) ? entry : {};
  const parts = isList(record['parts']) ? record['parts'].filter((part) => isRecord(part)) : [];
  const response = parts.find((part) => part['type'] === 'tool_call_response');
  return {
    key,
    role: asString(record['role']) ?? '',
    name: asString(record['name']),
    toolCallId: response === undefined ? null : asString(response['id']),
    parts: parts.flatMap((part) => readPart(part, key)),
    toolCalls: parts.flatMap((part) => readToolCall(part)),
  };
}

function readPart(part: { readonly [key: string]: Json }, key: string): readonly Part[] {
  switch (part['type']) {
    case 'text': return [{ type: 'text', text: shown(part['content']), key }];
    case 'reasoning': return [{ type: 'reasoning', text: shown(part['content']), key }];
    case 'uri': return [{ type: 'image', url: shown(part['uri']), key }];
    case 'tool_call': return [];
    case 'tool_call_response': return [{ type: 'text', text: shown(part['response'] ?? part['result']), key }];
    default: return [{ type: 'other', text: JSON.stringify(part, null, 2), key }];
  }
}

function readToolCall(part: { readonly [key: string]: Json }): readonly ToolCall[] {
  if (part['type'] !== 'tool_call') return [];
  return [{ id: asString(part['id']), name: asString(part['name']) ?? '', args: shown(part['arguments']) }];
}

function asString(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
