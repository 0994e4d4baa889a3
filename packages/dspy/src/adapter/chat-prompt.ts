import type { Constraints, Field } from '../signature/field.ts';
import type { CustomType, FieldType } from '../signature/field-type.ts';
import { typeSchema } from '../signature/json-schema.ts';
import { pythonJson } from '../signature/python-json.ts';
import type { Signature } from '../signature/signature.ts';
import { choiceText, typeName } from '../signature/type-name.ts';

const INDENT = '        ';

/** The numbered lists of input and output fields, with types, descriptions and constraints. */
export function describeFields(signature: Signature): string {
  return [`Input fields:`, ...signature.inputFields.map(describeField), `Output fields:`, ...signature.outputFields.map(describeField)].join('\n');
}

/** A field in a numbered list, with its type, description and constraints. */
export function describeField(field: Field, index: number): string {
  const bounds = describeConstraints(field.constraints);
  const line = `${index + 1}. \`${field.name}\` (${typeName(field.type)}): ${field.description}`.trimEnd();
  const about = typesWithDescription(field.type).map((type) => `\n    About ${type.name}: ${type.description}`);
  return `${line}${about.join('')}${bounds === '' ? '' : `\nConstraints: ${bounds}`}`;
}

/** The types of one's own in a type that a model has to know something about. */
function typesWithDescription(type: FieldType): readonly CustomType[] {
  switch (type.kind) {
    case 'custom':
      return type.type.description === undefined ? [] : [type.type];
    case 'list':
    case 'set':
      return type.item ? typesWithDescription(type.item) : [];
    case 'dict':
      return type.value ? typesWithDescription(type.value) : [];
    case 'tuple':
      return type.items.flatMap(typesWithDescription);
    case 'union':
      return type.members.flatMap(typesWithDescription);
    default:
      return [];
  }
}

function describeConstraints(bounds: Constraints): string {
  const wording: [number | undefined, string][] = [
    [bounds.gt, 'more than'],
    [bounds.ge, 'at least'],
    [bounds.lt, 'less than'],
    [bounds.le, 'at most'],
    [bounds.minLength, 'length at least'],
    [bounds.maxLength, 'length at most'],
    [bounds.multipleOf, 'a multiple of'],
  ];
  return wording.flatMap(([bound, words]) => (bound === undefined ? [] : [`${words} ${bound}`])).join(', ');
}

/** The place of a value in the shape of an exchange: its name in braces, for outputs with what it has to be. */
export function placeholder(field: Field, isOutput: boolean): string {
  const note = isOutput ? describeValue(field.type) : '';
  return note === '' ? `{${field.name}}` : `{${field.name}}${INDENT}# ${note}`;
}

function describeValue(type: FieldType): string {
  switch (type.kind) {
    case 'str':
      return '';
    case 'int':
      return 'nothing but one int';
    case 'float':
      return 'nothing but one float';
    case 'bool':
      return 'either True or False';
    case 'literal':
      return `exactly one of these, with nothing added: ${type.values.map(choiceText).join('; ')}`;
    case 'enum':
      return `one of these: ${Object.values(type.members).join('; ')}`;
    case 'custom':
      return type.type.isText ? '' : `JSON that fits this schema: ${pythonJson(typeSchema(type))}`;
    case 'checked':
      return type.base.kind === 'str' && Object.keys(type.schema).length <= 2 ? '' : describeChecked(type);
    default:
      return `JSON that fits this schema: ${pythonJson(typeSchema(type))}`;
  }
}

function describeChecked(type: Extract<FieldType, { kind: 'checked' }>): string {
  const isScalar = ['int', 'float', 'bool', 'literal'].includes(type.base.kind);
  return isScalar ? describeValue(type.base) : `JSON that fits this schema: ${pythonJson(typeSchema(type))}`;
}

/** What the model is asked to do, each line indented. */
export function describeObjective(signature: Signature): string {
  const lines = dedent(signature.instructions).split('\n');
  return `Keep to this structure. Your task:${lines.map((line) => `\n${INDENT}${line}`).join('')}`;
}

/** Takes away the indentation that all lines share, as instructions in source code have it. */
function dedent(text: string): string {
  const lines = text.split(/\r?\n/);
  const depths = lines.slice(1).filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const depth = depths.length > 0 ? Math.min(...depths) : 0;
  return lines.map((line, index) => (index === 0 ? line : line.slice(Math.min(depth, line.length - line.trimStart().length)))).join('\n').trim();
}

/** Names the output fields in the order in which to answer, with the types of those that are not text. */
export function nameOutputs(signature: Signature, mark: (name: string) => string): readonly string[] {
  return signature.outputFields.map(({ name, type }) => `\`${mark(name)}\`${isText(type) ? '' : ` (${howWritten(type)})`}`);
}

/** A type of one's own that is no text has a name that says nothing about how to write it. */
function howWritten(type: FieldType): string {
  return type.kind === 'custom' && type.type.isText !== true ? 'written as JSON' : `written as a Python ${typeName(type)}`;
}

function isText(type: FieldType): boolean {
  return type.kind === 'str' || (type.kind === 'checked' && type.base.kind === 'str');
}
