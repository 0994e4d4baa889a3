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

/** Fields that modules add to a signature: what is said about them is wording. */
const ADDED = /^(?:generated_code|previous_code|error|final_generated_code|code_output|rationale|reasoning_attempt_\d+)$/;

/** @param leftOut how the prompt marks a missing output of a worked example. */
export function readAgentRequest({ messages = [], tools = [], ...body }: Record<string, unknown>, leftOut: string): AgentRequest {
  const sent = messages as readonly AgentMessage[];
  const { task: _task, ...prompt } = readPrompt(sent.map(({ role, content }): ChatMessage => ({ role, content: withoutWording(content ?? '') })), leftOut);
  return { prompt: { ...prompt, inputs: prompt.inputs.map(withoutAdded), outputs: prompt.outputs.map(withoutAdded) }, calls: sent.slice(1).map(readCalls), tools: (tools as readonly OfferedTool[]).map(readTool), body: withoutTitles(body) };
}

function withoutAdded(field: PromptStructure['inputs'][number]): PromptStructure['inputs'][number] {
  return ADDED.test(field.name) ? { ...field, description: '' } : field;
}

function readCalls({ tool_calls: calls, tool_call_id: answers }: AgentMessage): unknown {
  if (answers !== undefined) return { answers };
  return calls?.map(({ id, function: { name, arguments: args } }) => ({ id, name, args: JSON.parse(args) as unknown })) ?? null;
}

function readTool({ function: { name, parameters } }: OfferedTool): unknown {
  return { name, properties: parameters.properties ?? {}, required: parameters.required ?? [] };
}

/** Code that computes the answer, code that fails, and what that fails with, in Python and here. */
const CODE: readonly (readonly [neutral: string, python: string, ours: string])[] = [
  ['<code>', "result = 1 + 1\nSUBMIT({'answer': str(result)})", 'SUBMIT({ answer: String(1 + 1) })'],
  ['<broken code>', "result = 1 / 0\nSUBMIT({'answer': result})", 'null.result'],
  ['<problem>', 'ZeroDivisionError: division by zero', "TypeError: cannot read property 'result' of null (line 1)"],
];

/** A recorded answer with code that runs here. */
export function withOurCode(text: string): string {
  return CODE.reduce((answer, [neutral, , ours]) => answer.replaceAll(neutral, ours), text);
}

/**
 * Failures of tools, which each language tells in its own way, code, descriptions of tools, of which the names stay, the
 * words around earlier attempts to answer, and a reminder that names no field.
 */
export function withoutWording(text: string): string {
  return CODE.reduce((neutral, [name, python, ours]) => neutral.replaceAll(python, name).replaceAll(ours, name), text)
    .replace(/\n\nRespond with [^`]*: \.$/, '')
    .replaceAll(/«(?:I'm trying to|I think) (.*?) (?:I'm not sure but my prediction is|So, without being sure, I predict) (.*?)»/g, '«$1 | $2»')
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
