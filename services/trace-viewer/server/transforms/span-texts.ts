import type { JsonObject } from '../../contract/conversation/json.ts';
import { textOf } from '../../contract/conversation/json.ts';
import type { Part } from '../../contract/conversation/message.ts';
import { readConversation, type MessageEvent } from '../../contract/conversation/read-conversation.ts';

/** What a span was given and what came of it, as text. Empty when it does not say. */
export interface SpanTexts {
  readonly input: string;
  readonly output: string;
}

/** Of a model call the messages, each under its role; of a search the documents; else the values as they were sent. */
export function spanTexts(attributes: JsonObject, events: readonly MessageEvent[]): SpanTexts {
  const conversation = readConversation(attributes, events);
  const messages = (list: typeof conversation.input): string => list.map(({ role, parts }) => `${role}:\n${parts.map(partText).join('\n')}`).join('\n\n');
  return {
    input: flatMessages(attributes, 'llm.input_messages') || messages(conversation.input) || textOf(attributes['input.value']),
    output: flatMessages(attributes, 'llm.output_messages') || messages(conversation.output) || documents(attributes) || textOf(attributes['output.value']),
  };
}

function partText(part: Part): string {
  switch (part.type) {
    case 'text': case 'reasoning': return part.content;
    case 'tool_call': return `→ ${part.name}(${JSON.stringify(part.arguments)})`;
    case 'tool_call_response': return `← ${textOf(part.response)}`;
    case 'uri': return `[${part.modality}]`;
    default: return JSON.stringify(part.content);
  }
}

/** OpenInference's messages: `prefix.N.message.role`, `.content`, `.contents.M.message_content.text`, `.tool_calls.M.tool_call.function.name`. */
function flatMessages(attributes: JsonObject, prefix: string): string {
  const field = new RegExp(String.raw`^${prefix.replaceAll('.', String.raw`\.`)}\.(\d{1,6})\.message\.(.+)$`);
  const found = new Map<number, { role: string; lines: string[] }>();
  for (const [key, value] of Object.entries(attributes)) {
    const [, number, name = ''] = field.exec(key) ?? [];
    if (number === undefined) continue;
    const message = found.get(Number(number)) ?? { role: 'message', lines: [] };
    found.set(Number(number), message);
    if (name === 'role') message.role = textOf(value);
    else if (name === 'content' || name.endsWith('.message_content.text')) message.lines.push(textOf(value));
    else if (name.endsWith('.tool_call.function.name')) message.lines.push(`→ ${textOf(value)}`);
    else if (name.endsWith('.tool_call.function.arguments')) message.lines.push(`  ${textOf(value)}`);
  }
  return [...found].toSorted(([one], [other]) => one - other).map(([, { role, lines }]) => `${role}:\n${lines.join('\n')}`).join('\n\n');
}

function documents(attributes: JsonObject): string {
  const found: string[] = [];
  for (let index = 0; ; index += 1) {
    const content = attributes[`retrieval.documents.${index}.document.content`];
    if (content === undefined) return found.join('\n');
    const score = attributes[`retrieval.documents.${index}.document.score`];
    found.push(`${index + 1}. ${typeof score === 'number' ? `(${score}) ` : ''}${textOf(content)}`);
  }
}
