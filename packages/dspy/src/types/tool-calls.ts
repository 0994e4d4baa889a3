import { isRecord } from '../is-record.ts';
import type { CustomType } from '../signature/field-type.ts';
import { readLooseJson } from '../signature/loose-json.ts';
import { pythonJson } from '../signature/python-json.ts';
import { textOf } from './saved-part.ts';

/** One call that a model asks for. */
export interface RequestedCall {
  /** The provider's name for the call; absent when the model wrote it as text. */
  readonly id?: string | undefined;
  /** Of the tool. */
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What the model wrote instead of arguments, when that was no JSON object; `args` is empty then. */
  readonly invalidArgs?: string | undefined;
}

/** What a call came back with. */
export interface CallResult {
  readonly callId?: string | undefined;
  readonly name: string;
  readonly value: unknown;
  /** Whether `value` says what went wrong. */
  readonly isError: boolean;
}

/**
 * Calls of tools that a model asks for, as an output: `'question, tools: list[Tool] -> calls: ToolCalls'`. Once they
 * are made, their results belong to the same value, so that a `History` can show both to the model.
 *
 * ```ts
 * import { ToolCalls } from '@dspy-otel/dspy';
 *
 * const calls = new ToolCalls([{ id: 'call_1', name: 'add', args: { x: 1, y: 2 } }]);
 * const done = calls.withResults([{ callId: 'call_1', name: 'add', value: 3, isError: false }]);
 * console.log(JSON.stringify(calls)); // {"tool_calls":[{"name":"add","args":{"x":1,"y":2}}]}
 * ```
 */
export class ToolCalls {
  static readonly signatureType: CustomType<ToolCalls> = {
    name: 'ToolCalls',
    description: 'A JSON object whose `tool_calls` lists the calls to make, each with `name` and `args`: {"tool_calls": [{"name": "lookup", "args": {"word": "tea"}}]}',
    jsonSchema: () => ({
      type: 'object',
      title: 'ToolCalls',
      properties: {
        tool_calls: {
          type: 'array',
          items: { type: 'object', title: 'ToolCall', properties: { name: { type: 'string' }, args: { type: 'object', additionalProperties: true } }, required: ['name', 'args'] },
        },
      },
      required: ['tool_calls'],
    }),
    parse: toToolCalls,
    format: (value) => pythonJson(callsOnly(toToolCalls(value))),
  };

  readonly toolCalls: readonly RequestedCall[];
  readonly results: readonly CallResult[] | undefined;

  constructor(toolCalls: readonly RequestedCall[], results?: readonly CallResult[]) {
    this.toolCalls = [...toolCalls];
    this.results = results && [...results];
  }

  /** The same calls with what they came back with. */
  withResults(results: readonly CallResult[]): ToolCalls {
    return new ToolCalls(this.toolCalls, results);
  }

  /** As Python DSPy writes it, without the provider's ids. */
  toJSON(): object {
    return { ...callsOnly(this), ...(this.results && { tool_call_results: { tool_call_results: this.results.map(savedResult) } }) };
  }
}

/** Results as Python DSPy shows and saves them. */
function savedResult({ callId, name, value, isError }: CallResult): object {
  return { call_id: callId ?? null, name, value, is_error: isError };
}

function callsOnly({ toolCalls }: ToolCalls): { tool_calls: object[] } {
  return { tool_calls: toolCalls.map(({ name, args }) => ({ name, args })) };
}

/** Calls from what a caller, a model or a saved program has: one, a list, or an object with `tool_calls`. @throws {TypeError} */
function toToolCalls(value: unknown): ToolCalls {
  if (value instanceof ToolCalls) return value;
  const record = isRecord(value) ? value : {};
  const calls = record['tool_calls'] ?? record['toolCalls'] ?? value;
  const list: readonly unknown[] = Array.isArray(calls) ? calls : [calls];
  return new ToolCalls(list.map(toCall), toResults(record['tool_call_results']));
}

function toCall(value: unknown): RequestedCall {
  const inner = isRecord(value) && isRecord(value['function']) ? value['function'] : value;
  const name = textOf(inner, 'name');
  if (!isRecord(inner) || name === undefined || name === '') throw new TypeError('expected calls of tools, each an object with name and args');
  const id = textOf(value, 'id') ?? textOf(value, 'call_id');
  return { ...(id !== undefined && { id }), name, ...toArgs(inner['args'] ?? inner['arguments'] ?? {}) };
}

function toArgs(written: unknown): Pick<RequestedCall, 'args' | 'invalidArgs'> {
  if (isRecord(written)) return { args: written };
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  const args = text.trim().startsWith('{') ? readLooseJson(text).value : undefined;
  return isRecord(args) ? { args } : { args: {}, invalidArgs: text };
}

function toResults(value: unknown): readonly CallResult[] | undefined {
  const list: unknown = isRecord(value) ? value['tool_call_results'] : value;
  if (!Array.isArray(list)) return undefined;
  return list.filter(isRecord).map((result) => ({
    callId: textOf(result, 'call_id') ?? textOf(result, 'callId'),
    name: textOf(result, 'name') ?? '',
    value: result['value'],
    isError: result['is_error'] === true || result['isError'] === true,
  }));
}
