import type { Step } from '../answer/material.ts';
import { type Tool, toolFromSchema } from '../answer/tools.ts';
import { isJsonObject } from '../prompt/json-schema.ts';
import { readMarkedBlocks } from '../prompt/markers.ts';
import { firstJsonObject } from '../prompt/notes.ts';
import { type Prompt, readPrompt } from '../prompt/read-prompt.ts';
import { type ChatMessage, type ChatRequest, textOf } from './chat-request.ts';

/** A request as the answering side sees it. */
export interface Conversation {
  readonly prompt: Prompt;
  readonly tools: readonly Tool[];
  readonly toolChoice: 'auto' | 'required' | 'none';
  /** Tool calls since the question was asked. */
  readonly steps: readonly Step[];
}

export function readConversation(request: ChatRequest): Conversation {
  const { messages, response_format: format } = request;
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer').map(textOf).join('\n\n');
  const schema = format?.type === 'json_schema' ? format.json_schema.schema : undefined;
  const prompt = readPrompt({
    system,
    userTurns: messages.filter(({ role }) => role === 'user').map(textOf),
    wantsJson: format?.type === 'json_schema' || format?.type === 'json_object',
    ...(schema && { answerSchema: schema }),
  });
  return { prompt, ...readTools(request), steps: readSteps(messages) };
}

function readTools({ tools, tool_choice: choice }: ChatRequest): Pick<Conversation, 'tools' | 'toolChoice'> {
  const all = (tools ?? []).map(({ function: tool }) => toolFromSchema(tool.name, tool.description ?? '', tool.parameters ?? {}));
  if (isJsonObject(choice)) {
    const named = all.filter((tool) => tool.name === choice.function.name);
    return { tools: named, toolChoice: 'required' };
  }
  return { tools: all, toolChoice: choice ?? 'auto' };
}

/** The tool calls after the last user message that asks something; one that only reminds or reports asks nothing. */
function readSteps(messages: readonly ChatMessage[]): Step[] {
  const users = messages.filter(({ role }) => role === 'user').map(fieldsOf);
  const structured = users.some(asksSomething);
  const asked = messages.findLastIndex((message) => message.role === 'user' && (!structured || asksSomething(fieldsOf(message))));
  const later = messages.slice(asked + 1);
  return later.flatMap((message) => calledSteps(message, later).concat(reportedSteps(message)));
}

function calledSteps({ tool_calls: calls }: ChatMessage, later: readonly ChatMessage[]): Step[] {
  return (calls ?? []).map((call) => {
    const result = later.find((message) => message.role === 'tool' && message.tool_call_id === call.id);
    return { tool: call.function.name, observation: result && textOf(result) };
  });
}

/** Results that come as a field of a user message, where tools are not the API's own. */
function reportedSteps(message: ChatMessage): Step[] {
  const report = message.role === 'user' ? fieldsOf(message).get('tool_call_results') : undefined;
  const results = report === undefined ? undefined : firstJsonObject(report)?.tool_call_results;
  if (!Array.isArray(results)) return [];
  return results.filter(isJsonObject).map(({ name, value, is_error: failed }) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return { tool: String(name), observation: failed === true ? `Error: ${text}` : text };
  });
}

function fieldsOf(message: ChatMessage): Map<string, string> {
  return readMarkedBlocks(textOf(message), () => true);
}

function asksSomething(fields: ReadonlyMap<string, string>): boolean {
  return [...fields.keys()].some((name) => !name.startsWith('tool'));
}
