import type { Field } from '../signature/field.ts';
import { Signature } from '../signature/signature.ts';
import type { ProgramState, StateSource } from './parameter.ts';
import { readList, readRecord, readText, wrong } from './read-state.ts';

/** Python DSPy writes a field without a description this way. */
function placeholderOf(field: Field): string {
  return `\${${field.name}}`;
}

export function dumpSignature({ instructions, fields }: Signature): ProgramState {
  return {
    instructions,
    fields: fields.map((field) => ({ prefix: field.prefix, description: field.description === '' ? placeholderOf(field) : field.description })),
  };
}

/** The signature with the instructions, prefixes and descriptions of the state. Names and types are the program's own. */
export function restoreSignature(signature: Signature, value: unknown, source: StateSource): Signature {
  const state = readRecord(value, source, 'signature');
  const instructions = readText(state['instructions'], source, 'signature.instructions');
  const saved = readList(state['fields'], source, 'signature.fields');
  if (saved.length !== signature.fields.length) {
    const names = signature.fields.map((field) => field.name).join(', ');
    throw wrong(source, 'signature.fields', `has ${saved.length} fields, the program's signature has ${signature.fields.length} (${names}): it was saved with another signature`);
  }
  const fields = signature.fields.map((field, index) => restoreField(field, saved[index], source, `signature.fields[${index}]`));
  const isSame = instructions === signature.instructions && fields.every((field, index) => field === signature.fields[index]);
  if (isSame) return signature;
  const { name, inputFields } = signature;
  return new Signature({ name, instructions, inputFields: fields.slice(0, inputFields.length), outputFields: fields.slice(inputFields.length) });
}

function restoreField(field: Field, value: unknown, source: StateSource, place: string): Field {
  const state = readRecord(value, source, place);
  const prefix = readText(state['prefix'], source, `${place}.prefix`);
  const saved = readText(state['description'], source, `${place}.description`);
  const description = saved === placeholderOf(field) ? '' : saved;
  return prefix === field.prefix && description === field.description ? field : { ...field, prefix, description };
}
