import { escapePattern } from '../prompt/escape-pattern.ts';
import { isJsonObject } from '../prompt/json-schema.ts';
import type { ValueType } from '../prompt/value-type.ts';
import type { Material } from './material.ts';

/** A value that an input states for the field: a key of an object, or a line `name: value`. */
export function givenValue(name: string, material: Material): unknown {
  for (const object of material.objects) {
    for (const candidate of [object, ...Object.values(object)]) {
      if (isJsonObject(candidate) && Object.hasOwn(candidate, name)) return candidate[name];
    }
  }
  const line = new RegExp(String.raw`^[ \t]*(?:[-*•][ \t]*)?[\`*"]*${escapePattern(name)}[\`*"]*(?:[ \t]*\([^\n]*?\))?[ \t]*[:=][ \t]*(\S.*)$`, 'im');
  for (const text of material.texts) {
    const stated = line.exec(text)?.[1]?.trim();
    if (stated !== undefined) return unquoted(stated);
  }
  return undefined;
}

function unquoted(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether a value is of a type. */
export function fits(value: unknown, type: ValueType): boolean {
  switch (type.kind) {
    case 'any':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    case 'literal':
      return type.options.some((option) => option === value);
    case 'list':
      return Array.isArray(value) && value.every((item) => fits(item, type.items));
    case 'object':
      return isJsonObject(value) && type.fields.every((field) => Object.hasOwn(value, field.name) && fits(value[field.name], field.type));
    default:
      return type.options.some((option) => fits(value, option));
  }
}
