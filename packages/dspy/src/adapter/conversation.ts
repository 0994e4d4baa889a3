import { isRecord } from '../is-record.ts';
import type { AssistantMessage, Message, UserMessage } from '../lm/message.ts';
import { demoValue, type Demo } from '../prediction/example.ts';
import type { Values } from '../prediction/prediction.ts';
import { type Field, makeField } from '../signature/field.ts';
import { allowsNone } from '../signature/field-type.ts';
import { pythonJson } from '../signature/python-json.ts';
import { Signature } from '../signature/signature.ts';
import { ToolCalls } from '../types/tool-calls.ts';
import type { UserTurn } from './adapter.ts';
import { isToolCalls } from './native.ts';

/** How an adapter writes one question and one answer. */
export interface TurnWriter {
  user(signature: Signature, inputs: Values, turn: UserTurn): UserMessage['content'];
  assistant(signature: Signature, outputs: Values): string;
  /** Whether calls of tools are shown as a model makes them. */
  readonly showsCalls: boolean;
}

/** Worked examples as turns, those with missing fields first. One without any input or without any output is dropped. */
export function demoTurns(writer: TurnWriter, signature: Signature, demos: readonly Demo[]): Message[] {
  const incomplete: Message[] = [];
  const complete: Message[] = [];
  for (const demo of demos) {
    const inputs = valuesOf(demo, signature.inputFields);
    const outputs = valuesOf(demo, signature.outputFields);
    const [given, answered] = [Object.keys(inputs).length, Object.keys(outputs).length];
    const isComplete = given === signature.inputFields.length && answered === signature.outputFields.length;
    if (!isComplete && (given === 0 || answered === 0)) continue;
    (isComplete ? complete : incomplete).push(
      { role: 'user', content: writer.user(signature, inputs, { incomplete: !isComplete }) },
      { role: 'assistant', content: writer.assistant(signature, outputs) },
    );
  }
  return [...incomplete, ...complete];
}

/** The fields that a demo has; null counts as not there unless it is a value of the field's type. */
function valuesOf(demo: Demo, fields: readonly Field[]): Values {
  const entries = fields.map((field): [Field, unknown] => [field, demoValue(demo, field.name)]);
  const present = entries.filter(([field, value]) => value !== undefined && (value !== null || allowsNone(field.type)));
  return Object.fromEntries(present.map(([field, value]) => [field.name, value]));
}

/** The turns of the conversations among the inputs; `asked` is the signature without these inputs. */
export function earlierTurns(writer: TurnWriter, signature: Signature, asked: Signature, inputs: Values): Message[] {
  if (asked === signature) return [];
  return signature.inputFields.flatMap((field) => {
    const turns = field.type.kind === 'custom' ? field.type.type.turns?.(inputs[field.name]) : undefined;
    return (turns ?? []).flatMap((turn) => turnMessages(writer, asked, turn));
  });
}

/** A question where the turn has inputs, an answer where it has outputs, and what the calls in it came back with. */
function turnMessages(writer: TurnWriter, signature: Signature, turn: Values): Message[] {
  const messages: Message[] = [];
  const said = Object.fromEntries(Object.entries(turn).filter(([, value]) => value !== undefined));
  if (signature.inputFields.some((field) => Object.hasOwn(said, field.name))) {
    messages.push({ role: 'user', content: writer.user(signature, said, { reminder: true }) });
  }
  const [callsField, calls] = callsIn(turn);
  if (calls && writer.showsCalls) return [...messages, ...callMessages(writer, signature, turn, calls)];
  const outputs = callsField !== undefined && calls ? { ...said, [callsField]: new ToolCalls(calls.toolCalls) } : said;
  if (signature.outputFields.some((field) => Object.hasOwn(outputs, field.name))) messages.push({ role: 'assistant', content: writer.assistant(signature, outputs) });
  if (calls?.results) messages.push({ role: 'user', content: writer.user(RESULTS, { tool_call_results: Reflect.get(calls.toJSON(), 'tool_call_results') }, {}) });
  return messages;
}

const RESULTS = new Signature({ inputFields: [makeField('tool_call_results', { type: { kind: 'any' } })], outputFields: [] });

function callsIn(turn: Values): [name: string | undefined, calls: ToolCalls | undefined] {
  for (const [name, value] of Object.entries(turn)) {
    if (value instanceof ToolCalls || (isRecord(value) && Array.isArray(value['tool_calls']))) return [name, ToolCalls.signatureType.parse(value)];
  }
  return [undefined, undefined];
}

/** Calls with their results, as models make and get them. Results that do not belong to the calls one by one are left out. */
function callMessages(writer: TurnWriter, signature: Signature, turn: Values, { toolCalls, results = [] }: ToolCalls): Message[] {
  const written = signature.outputFields.filter((field) => !isToolCalls(field) && turn[field.name] !== undefined && turn[field.name] !== null && turn[field.name] !== '');
  const { inputFields } = signature;
  const content = written.length === 0 ? '' : writer.assistant(new Signature({ inputFields, outputFields: written }), turn);
  const answered = toolCalls.flatMap(({ id, name, args }, index) => {
    const result = results[index];
    return id !== undefined && result?.callId === id ? [{ call: { id, name, args }, result }] : [];
  });
  if (answered.length !== toolCalls.length || answered.length !== results.length || answered.length === 0) return content === '' ? [] : [{ role: 'assistant', content }];
  const message: AssistantMessage = { role: 'assistant', content, toolCalls: answered.map(({ call }) => call) };
  return [
    message,
    ...answered.map(({ call, result }): Message => ({
      role: 'tool',
      toolCallId: call.id,
      toolName: call.name,
      content: typeof result.value === 'string' ? result.value : pythonJson(result.value),
    })),
  ];
}

const asking = new WeakMap<Signature, Signature>();

/** The signature without inputs that are earlier turns: those are messages of their own. */
export function withoutTurns(signature: Signature): Signature {
  let asked = asking.get(signature);
  if (!asked) {
    const conversations = signature.inputFields.filter((field) => field.type.kind === 'custom' && field.type.type.turns !== undefined);
    asked = signature;
    for (const field of conversations) asked = asked.delete(field.name);
    asking.set(signature, asked);
  }
  return asked;
}
