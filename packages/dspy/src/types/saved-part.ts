import { isRecord } from '../is-record.ts';

/**
 * Programs that Python DSPy saved hold images and the like as text between these two marks, as a provider takes them.
 */
const START = '<<CUSTOM-TYPE-START-IDENTIFIER>>';
const END = '<<CUSTOM-TYPE-END-IDENTIFIER>>';

/** The content part in a value that Python DSPy saved; `undefined` for any other value. */
export function readSavedPart(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'string' || !value.startsWith(START) || !value.endsWith(END)) return undefined;
  try {
    const parts: unknown = JSON.parse(value.slice(START.length, -END.length));
    const part: unknown = Array.isArray(parts) ? parts[0] : parts;
    return isRecord(part) ? part : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A content part as Python DSPy saves it. */
export function writeSavedPart(part: object): string {
  return `${START}${JSON.stringify([part])}${END}`;
}

/** A value's property, when the value is an object that has it as text. */
export function textOf(value: unknown, name: string): string | undefined {
  const found = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof found === 'string' ? found : undefined;
}
