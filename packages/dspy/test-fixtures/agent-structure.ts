import { type ChatMessage, type PromptStructure, readPrompt, withoutTitles } from './prompt-structure.ts';

/** A message of a chat completion, with calls of tools and their results. */
export interface AgentMessage {
  readonly role: string;
  readonly content?: string | null;
  readonly tool_calls?: readonly { readonly id: string; readonly function: { readonly name: string; readonly arguments: string } }[];
  readonly tool_call_id?: string;
}

interface OfferedTool {
  readonly function: { readonly name: string; readonly parameters: { readonly properties?: Record<string, unknown>; readonly required?: readonly string[] } };
}

/** What an agent asks its model, without wording. */
export interface AgentRequest {
  readonly prompt: Omit<PromptStructure, 'task'>;
  /** Per turn, the calls that it asks for or the call that it answers. */
  readonly calls: readonly unknown[];
  /** Of the tools that the model is given: names, arguments and which of them have to be there. */
  readonly tools: readonly unknown[];
  /** Everything else in the body. */
  readonly body: unknown;
}

/** @param leftOut how the prompt marks a missing output of a worked example. */
export function readAgentRequest({ messages = [], tools = [], ...body }: Record<string, unknown>, leftOut: string): AgentRequest {
  const sent = messages as readonly AgentMessage[];
  const { task: _task, ...prompt } = readPrompt(sent.map(({ role, content }): ChatMessage => ({ role, content: withoutWording(content ?? '') })), leftOut);
  return { prompt, calls: sent.slice(1).map(readCalls), tools: (tools as readonly OfferedTool[]).map(readTool), body: withoutTitles(body) };
}

function readCalls({ tool_calls: calls, tool_call_id: answers }: AgentMessage): unknown {
  if (answers !== undefined) return { answers };
  return calls?.map(({ id, function: { name, arguments: args } }) => ({ id, name, args: JSON.parse(args) as unknown })) ?? null;
}

function readTool({ function: { name, parameters } }: OfferedTool): unknown {
  return { name, properties: parameters.properties ?? {}, required: parameters.required ?? [] };
}

/** Failures of tools, which each language tells in its own way, and descriptions of tools, of which the names stay. */
export function withoutWording(text: string): string {
  return text
    .replaceAll(/Execution error in \w+: [^]*?service down for Paris|\w+ failed: Error: population service down for Paris/g, '<failure>')
    .replaceAll(/(?<=\[\[ ## tools ## \]\]\n)\[.*\]$/gm, (list) => (JSON.parse(list) as string[]).map((tool) => /^\w+/.exec(tool)?.[0]).join(' '));
}

/** Python's names of asynchronous operations and marks of a span tree, reduced to `<indent><name>` and `!` where it failed. */
export function readTree(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const [, name = ''] = /^(\s*\S+) \[/.exec(line) ?? [];
    return `${name.replace(/\.aforward$/, '.forward').replace(/\.acall$/, '.__call__')}${line.includes('status=ERROR') ? ' !' : ''}`;
  });
}
