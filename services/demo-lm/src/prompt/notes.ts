import { closingIndex } from './brackets.ts';
import { isJsonObject, typeFromSchema } from './json-schema.ts';
import type { AnswerFormat } from './read-prompt.ts';
import { STRING, type ValueType } from './value-type.ts';

/** What the shape of an interaction says about each field beside its placeholder. */
export function readNotes(system: string, shape: ReadonlyMap<string, string>, format: AnswerFormat): Map<string, string> {
  if (format === 'json') return readJsonShape(system);
  if (format === 'xml') return readXmlShape(system);
  return new Map(shape);
}

/** The type of a field: from the JSON Schema in its note, from its listed type, or from the choices in its note. */
export function typeOf(listed: ValueType | undefined, note: string | undefined, name: string): ValueType {
  const text = (note ?? '').replace(`{${name}}`, '');
  if (text.startsWith('<')) return listed?.kind === 'list' && listed.items.kind !== 'any' ? listed : typeFromElements(text);
  const schema = firstJsonObject(text);
  if (schema && listed?.kind !== 'literal') return typeFromSchema(schema);
  if (listed) return listed;
  const choices = text.slice(text.lastIndexOf(':') + 1).split(';').map((choice) => choice.trim());
  if (choices.length > 1) return { kind: 'literal', options: choices };
  return STRING;
}

/** The type that nested elements show: `<item>` for a list, other names for the fields of an object. */
function typeFromElements(text: string): ValueType {
  const elements = [...text.matchAll(/<(\w+)>(.*?)<\/\1>/gs)];
  const types = elements.map(([, name = '', inner = '']) => ({
    name,
    type: inner.startsWith('<') ? typeFromElements(inner) : STRING,
    description: '',
  }));
  const [first] = types;
  return types.length === 1 && first?.name === 'item' ? { kind: 'list', items: first.type } : { kind: 'object', fields: types };
}

/** Braces that are tried for the beginning of an object. */
const MOST_TRIES = 20;

/** The first JSON object in a text, if there is one that parses. */
export function firstJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let start = text.indexOf('{');
  for (let tries = 0; start >= 0 && tries < MOST_TRIES; tries += 1, start = text.indexOf('{', start + 1)) {
    const end = closingIndex(text, start);
    const value = end > 0 ? parse(text.slice(start, end)) : undefined;
    if (isJsonObject(value)) return value;
    if (end < 0) return undefined;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readJsonShape(system: string): Map<string, string> {
  const start = system.search(/^\s*\{\s*$/m);
  const shape = start >= 0 ? firstJsonObject(system.slice(start)) : undefined;
  return new Map(Object.entries(shape ?? {}).map(([name, note]) => [name, typeof note === 'string' ? note : JSON.stringify(note)]));
}

const LONGEST_SHAPE = 20_000;

function readXmlShape(system: string): Map<string, string> {
  return new Map([...system.slice(0, LONGEST_SHAPE).matchAll(/^<(\w+)>(.*?)<\/\1>/gms)].map((match) => [match[1] ?? '', match[2] ?? '']));
}
