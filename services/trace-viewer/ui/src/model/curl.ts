import type { SpanDetail } from '../../../contract/trace.ts';
import { text } from './attributes.ts';
import { readTools } from './facts.ts';
import { messageText, readConversation, type Message } from './messages.ts';
import { isRecord, parseJson, type Json } from './values.ts';

/**
 * A command that asks the same again: an HTTP span's request without its body, which spans do not have; a model call in
 * OpenAI's form, which most providers take. Keys and addresses come from the reader's own environment. `null` for any other span.
 */
export function curlOf(span: Pick<SpanDetail, 'attrs' | 'events' | 'model'>): string | null {
  const { attrs } = span;
  const method = text(attrs, 'http.request.method') ?? text(attrs, 'http.method');
  const url = text(attrs, 'url.full') ?? text(attrs, 'http.url');
  if (method !== null && url !== null) return `curl -X ${quote(method)} ${quote(url)}`;
  const { input } = readConversation(attrs, span.events);
  if (span.model === null || input.length === 0) return null;
  const given = parseJson(text(attrs, 'llm.invocation_parameters') ?? '');
  const tools = readTools(attrs).map(({ name, description, schema }) => ({ type: 'function', function: { name, description, parameters: schema } }));
  const body: { readonly [name: string]: Json } = {
    ...(isRecord(given) ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) : {}),
    model: span.model, messages: input.map(wireMessage), ...(tools.length > 0 && { tools }),
  };
  return `curl "\${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions" \\\n  -H "Authorization: Bearer $OPENAI_API_KEY" \\\n  -H 'Content-Type: application/json' \\\n  -d ${quote(JSON.stringify(body))}`;
}

function wireMessage(message: Message): Json {
  const content = message.parts.map((part) => (part.type === 'image' ? { type: 'image_url', image_url: { url: part.url } } : { type: 'text', text: part.text }));
  const images = message.parts.some((part) => part.type === 'image');
  return {
    role: message.role, content: images ? content : messageText(message),
    ...(message.toolCallId !== null && { tool_call_id: message.toolCallId }),
    ...(message.toolCalls.length > 0 && { tool_calls: message.toolCalls.map((call) => ({ id: call.id ?? '', type: 'function', function: { name: call.name, arguments: call.args } })) }),
  };
}

/** For a POSIX shell: nothing in it means anything. */
function quote(source: string): string {
  return `'${source.replaceAll("'", String.raw`'\''`)}'`;
}
