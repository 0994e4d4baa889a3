import type { Prompt } from '../prompt/read-prompt.ts';
import type { Field } from '../prompt/value-type.ts';
import { conclude, type Knowledge } from './conclusion.ts';
import { readMaterial, type Step } from './material.ts';
import { renderAnswer } from './render.ts';
import { chooseTool, type Tool, type ToolCall, toolFromText, toolsFromText } from './tools.ts';
import { type Draft, valueOf } from './values.ts';

/** What the model says: a text, tool calls, or both. */
export interface Reply {
  readonly text: string | undefined;
  readonly toolCalls: readonly ToolCall[];
}

export interface ReplyOptions {
  readonly tools: readonly Tool[];
  /** `auto` calls a tool where one fits, `required` always, `none` never. */
  readonly toolChoice: 'auto' | 'required' | 'none';
  /** Tool calls of this conversation so far. */
  readonly steps: readonly Step[];
}

/** Answers a prompt. The same prompt always gets the same reply. */
export function replyTo(prompt: Prompt, knowledge: Knowledge, { tools, toolChoice, steps }: ReplyOptions): Reply {
  const material = readMaterial(prompt, steps);
  const draft: Draft = { material, conclusion: conclude(material, knowledge), knowledge, text: [...prompt.inputs.values()].join('\n\n') };
  const call = tools.length > 0 && toolChoice !== 'none' ? chooseTool(tools, material.steps, draft, toolChoice === 'required') : undefined;
  if (call) return { text: prompt.outputs.length > 0 ? renderAnswer(withFields(prompt, draft, call, new Map()), prompt.format) : undefined, toolCalls: [call] };
  if (prompt.outputs.length === 0) return { text: prompt.format === 'json' ? renderAnswer([['answer', draft.conclusion.answer]], 'json') : freeText(draft), toolCalls: [] };
  return { text: renderAnswer(agentStep(prompt, draft) ?? plainValues(prompt.outputs, draft), prompt.format), toolCalls: [] };
}

function plainValues(outputs: readonly Field[], draft: Draft): [string, unknown][] {
  return outputs.map((field) => [field.name, valueOf(field, draft)]);
}

/** A step of an agent that names its tool in its fields: as `{ name, args }` in a list of calls, or in two fields. */
function agentStep(prompt: Prompt, draft: Draft): [string, unknown][] | undefined {
  const { steps } = draft.material;
  const calls = prompt.outputs.find(({ type }) => type.kind === 'object' && type.fields.some(isCallList));
  if (calls) {
    const call = chooseTool(draft.material.tools.map(toolFromText), steps, draft, true);
    return call && withFields(prompt, draft, call, new Map([[calls, { tool_calls: [{ name: call.tool.name, args: call.args }] }]]));
  }
  const choice = prompt.outputs.find(({ name, type }) => type.kind === 'literal' && /tool|action/i.test(name));
  const args = prompt.outputs.find(({ name }) => /arg|input|param/i.test(name));
  if (choice?.type.kind !== 'literal' || !args) return undefined;
  const call = chooseTool(toolsFromText(choice.type.options.map(String), prompt.system), steps, draft, true);
  return call && withFields(prompt, draft, call, new Map<Field, unknown>([[choice, call.tool.name], [args, call.args]]));
}

function isCallList({ name, type }: Field): boolean {
  return name === 'tool_calls' && type.kind === 'list';
}

function withFields(prompt: Prompt, draft: Draft, call: ToolCall, fields: ReadonlyMap<Field, unknown>): [string, unknown][] {
  return prompt.outputs.map((field) => {
    if (fields.has(field)) return [field.name, fields.get(field)];
    return [field.name, /thought|reason|plan/i.test(field.name) ? thoughtOf(call, draft) : valueOf(field, draft)];
  });
}

function thoughtOf({ tool, args }: ToolCall, { conclusion, material }: Draft): string {
  if (material.steps.length > 0) return `${conclusion.reasoning} I call ${tool.name}.`;
  const names = Object.keys(args);
  return names.length === 0 ? `I call ${tool.name}.` : `To answer this I call ${tool.name} with ${names.join(', ')}.`;
}

function freeText({ conclusion, material }: Draft): string {
  if (!conclusion.found || material.steps.length > 0 || /[.!?]$/.test(conclusion.answer)) return conclusion.answer;
  return conclusion.reasoning.startsWith('It is known that') ? `${conclusion.answer}. ${conclusion.reasoning.split('” So')[0] ?? ''}”` : conclusion.answer;
}
