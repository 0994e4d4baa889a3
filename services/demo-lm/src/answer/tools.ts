import { closingIndex } from '../prompt/brackets.ts';
import { escapePattern } from '../prompt/escape-pattern.ts';
import { fieldsFromSchema, isJsonObject, typeFromSchema } from '../prompt/json-schema.ts';
import type { Field } from '../prompt/value-type.ts';
import { findExpression } from './arithmetic.ts';
import { isFailure, isFinishing } from './conclusion.ts';
import type { Step } from './material.ts';
import { properNames } from './question/phrases.ts';
import { type Draft, valueOf } from './values.ts';
import { termsOf, wordsOf } from './words.ts';

/** A tool that may be called. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly Field[];
  readonly required: ReadonlySet<string>;
}

export interface ToolCall {
  readonly tool: Tool;
  readonly args: Readonly<Record<string, unknown>>;
}

const SEARCHING = /search|lookup|look_up|retrieve|wiki|find|query|browse/i;
const COMPUTING = /calc|comput|math|eval|expression|arithmetic/i;
/** As many tries as a task gets before it is finished with what there is. */
const MOST_STEPS = 6;

/**
 * The next call towards the answer: the tool, not called yet, that shares most with the question; then the one that
 * finishes, if there is one.
 *
 * @param must a call is wanted even if no tool fits
 */
export function chooseTool(tools: readonly Tool[], steps: readonly Step[], draft: Draft, must: boolean): ToolCall | undefined {
  const question = draft.material.question ?? draft.text;
  const called = new Set(steps.map((step) => step.tool));
  const working = tools.filter((tool) => !isFinishing(tool.name));
  const fitting = working
    .filter((tool) => !called.has(tool.name))
    .map((tool, index) => ({ tool, index, score: fitness(tool, question) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.index - b.index);
  const succeeded = steps.some((step) => step.observation !== undefined && !isFailure(step.observation));
  const next = steps.length >= MOST_STEPS || succeeded ? undefined : fitting[0]?.tool;
  const finish = tools.find((tool) => isFinishing(tool.name));
  const tool = next ?? finish ?? (must ? (working.find(({ name }) => !called.has(name)) ?? tools[0]) : undefined);
  return tool && { tool, args: argumentsFor(tool, question, draft) };
}

function fitness(tool: Tool, question: string): number {
  const terms = new Set(termsOf(question));
  const named = termsOf(tool.name.replaceAll(/_|(?<=[a-z])(?=[A-Z])/g, ' '));
  const described = termsOf(tool.description);
  const shared = (words: readonly string[]) => new Set(words.filter((word) => terms.has(word))).size;
  const computes = findExpression(question) !== undefined && (COMPUTING.test(`${tool.name} ${tool.description}`) || numeric(tool).length >= 2);
  const searches = findExpression(question) === undefined && SEARCHING.test(tool.name);
  return 2 * shared(named) + shared(described) + (computes ? 3 : 0) + (searches ? 0.5 : 0);
}

function numeric(tool: Tool): readonly Field[] {
  return tool.parameters.filter(({ type }) => type.kind === 'int' || type.kind === 'float');
}

/** Arguments from the question: its numbers and names in order, all of it for a query. */
function argumentsFor(tool: Tool, question: string, draft: Draft): Record<string, unknown> {
  const numbers = (question.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  const names = properNames(question).filter(({ index }) => index > 0).map((name) => name.text);
  const args: Record<string, unknown> = {};
  for (const parameter of tool.parameters) {
    const { name, type } = parameter;
    const required = tool.required.has(name);
    if (isFinishing(tool.name)) args[name] = valueOf(parameter, draft);
    else if (type.kind === 'int' || type.kind === 'float') {
      const number = numbers.shift();
      if (number !== undefined || required) args[name] = type.kind === 'int' ? Math.round(number ?? 1) : (number ?? 1);
    } else if (type.kind === 'string' || type.kind === 'any') {
      const text = textArgument(name, question, names);
      if (text !== undefined || required) args[name] = text ?? wordsOf(question).at(-1) ?? question;
    } else if (required) args[name] = valueOf(parameter, draft);
  }
  return args;
}

function textArgument(name: string, question: string, names: string[]): string | undefined {
  if (/query|question|search|text|prompt|request|input|message/i.test(name)) return question;
  if (/expr|formula|equation|calculation/i.test(name)) return findExpression(question) ?? question;
  return names.shift();
}

/** Tools as a request to the API offers them. */
export function toolFromSchema(name: string, description: string, schema: unknown): Tool {
  const required = isJsonObject(schema) && Array.isArray(schema.required) ? schema.required.filter((item) => typeof item === 'string') : [];
  return { name, description, parameters: fieldsFromSchema(schema), required: new Set(required) };
}

/** Tools as a prompt describes them in words: each name followed by its description and by its arguments in braces. */
export function toolsFromText(names: readonly string[], text: string): Tool[] {
  const found = names.map((name) => ({ name, at: text.search(new RegExp(String.raw`^[ \t]*(?:(?:\(?\d+[.)]|[-*•])[ \t]*)?[\`*]*${escapePattern(name)}(?!\w)`, 'm')) }));
  return found.map(({ name, at }) => {
    const next = Math.min(...found.map((other) => other.at).filter((other) => other > at), text.length);
    return at < 0 ? toolFromSchema(name, '', {}) : describedTool(name, text.slice(at, next));
  });
}

/** One tool that a text describes, its name first. */
export function toolFromText(text: string): Tool {
  return describedTool(/\w+/.exec(text)?.[0] ?? '', text);
}

function describedTool(name: string, text: string): Tool {
  const start = text.indexOf('{');
  const end = start < 0 ? -1 : closingIndex(text, start);
  const args = end < 0 ? undefined : readObject(text.slice(start, end));
  const description = /<desc>(.*?)<\/desc>/s.exec(text)?.[1] ?? text.slice(0, start < 0 ? undefined : start).replace(name, '');
  if (!isJsonObject(args)) return toolFromSchema(name, description, {});
  if (isJsonObject(args.properties)) return toolFromSchema(name, description, args);
  const entries = Object.entries(args);
  const required = entries.filter(([, schema]) => !isJsonObject(schema) || !('default' in schema)).map(([parameter]) => parameter);
  return {
    name,
    description,
    parameters: entries.map(([parameter, schema]) => ({ name: parameter, type: typeFromSchema(schema), description: '' })),
    required: new Set(required),
  };
}

/** An object in JSON or in Python's notation. */
function readObject(text: string): unknown {
  const asJson = text
    .replaceAll(/'((?:[^'\\]|\\.)*)'/g, (_, inner: string) => JSON.stringify(inner.replaceAll(/\\(.)/g, '$1')))
    .replaceAll(/\bNone\b/g, 'null')
    .replaceAll(/\bTrue\b/g, 'true')
    .replaceAll(/\bFalse\b/g, 'false');
  for (const candidate of [text, asJson]) {
    try {
      return JSON.parse(candidate);
    } catch {
      continue;
    }
  }
  return undefined;
}
