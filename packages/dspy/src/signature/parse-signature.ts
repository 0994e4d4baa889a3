import { makeField, type Field } from './field.ts';
import { STR } from './field-type.ts';
import { readType } from './parse-type.ts';
import { type NamedTypes, Scanner } from './scanner.ts';

export interface ParsedSignature {
  readonly inputFields: readonly Field[];
  readonly outputFields: readonly Field[];
}

/** Reads `'context: list[str], question -> answer'`. A name given twice on one side counts once, with the later type. */
export function parseSignature(text: string, types?: NamedTypes): ParsedSignature {
  const scanner = new Scanner(text, types);
  const inputFields = readFields(scanner);
  scanner.expect('->', 'between inputs and outputs, once');
  const outputFields = readFields(scanner);
  if (!scanner.done) throw scanner.error('expected a comma or the end after an output field');
  return { inputFields, outputFields };
}

function readFields(scanner: Scanner): Field[] {
  const fields = new Map<string, Field>();
  for (let name = scanner.name(); name !== undefined; name = scanner.name()) {
    const type = scanner.take(':') ? readType(scanner) : STR;
    if (scanner.take('=')) scanner.skipValue();
    fields.set(name, makeField(name, { type }));
    if (!scanner.take(',')) break;
  }
  return [...fields.values()];
}
