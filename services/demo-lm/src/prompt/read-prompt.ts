import { readFieldLists } from './field-list.ts';
import { readInputs, withoutReminder } from './inputs.ts';
import { fieldsFromSchema } from './json-schema.ts';
import { COMPLETED, marker, markerNames, readMarkedBlocks } from './markers.ts';
import { readNotes, typeOf } from './notes.ts';
import type { Field } from './value-type.ts';

/** How the prompt wants its answer written. */
export type AnswerFormat = 'chat' | 'json' | 'xml' | 'text';

/** What a conversation gives and asks for. */
export interface Prompt {
  readonly format: AnswerFormat;
  /** The text of each input field; a conversation without fields has one, `message`. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Empty when only tool calls are asked for, or when the conversation has no fields at all. */
  readonly outputs: readonly Field[];
  readonly system: string;
}

export interface PromptSource {
  readonly system: string;
  /** What the user said, turn by turn. */
  readonly userTurns: readonly string[];
  readonly wantsJson: boolean;
  /** JSON Schema of the answer, when the request has one. */
  readonly answerSchema?: unknown;
}

/** Reads the fields out of a prompt's structure: its lists, markers, elements and schemas, never its sentences. */
export function readPrompt({ system, userTurns, wantsJson, answerSchema }: PromptSource): Prompt {
  const last = userTurns.at(-1) ?? '';
  const lists = readFieldLists(system);
  const listed = [...lists.inputs, ...lists.outputs].map((field) => field.name);
  const shape = readMarkedBlocks(system, (name) => name !== COMPLETED);
  const given = readMarkedBlocks(last, (name) => name !== COMPLETED);
  const asked = [...shape.keys(), ...markerNames(last)].filter((name) => name !== COMPLETED && !given.has(name));
  const outputNames = listed.length > 0 ? lists.outputs.map((field) => field.name) : [...new Set(asked)];

  const format = formatOf(system, last, outputNames, wantsJson);
  const notes = readNotes(system, shape, format);
  const describe = (name: string) => lists.outputs.find((field) => field.name === name);
  const fromPrompt = outputNames.map((name): Field => {
    const field = describe(name);
    return { name, type: typeOf(field?.type, notes.get(name), name), description: field?.description ?? '' };
  });
  const fromSchema = fieldsFromSchema(answerSchema).map(({ name, type, description }) => ({
    name,
    type,
    description: description || (describe(name)?.description ?? ''),
  }));
  const outputs = fromSchema.length > 0 ? fromSchema : fromPrompt;

  const inputNames = listed.length > 0 ? lists.inputs.map((field) => field.name) : [...given.keys()];
  const turns = userTurns.map((turn) => withoutReminder(turn, outputNames));
  return { format, inputs: readInputs(turns, inputNames, format), outputs, system };
}

function formatOf(system: string, user: string, outputs: readonly string[], wantsJson: boolean): AnswerFormat {
  if (wantsJson) return 'json';
  if (system.includes(marker(COMPLETED)) || user.includes(marker(COMPLETED))) return 'chat';
  const [first] = outputs;
  if (first === undefined) return 'text';
  if (new RegExp(`^<${first}>`, 'm').test(system) || user.includes(`<${first}>`)) return 'xml';
  if (new RegExp(`^\\s*"${first}"\\s*:`, 'm').test(system)) return 'json';
  return readMarkedBlocks(system, (name) => name === first).size > 0 ? 'chat' : 'text';
}
