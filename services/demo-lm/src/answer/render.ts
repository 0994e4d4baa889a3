import { COMPLETED, marker } from '../prompt/markers.ts';
import type { AnswerFormat } from '../prompt/read-prompt.ts';

/** Writes the values of an answer in the format that the prompt wants. */
export function renderAnswer(values: readonly (readonly [name: string, value: unknown])[], format: AnswerFormat): string {
  switch (format) {
    case 'chat':
      return [...values.map(([name, value]) => `${marker(name)}\n${plain(value)}`), marker(COMPLETED)].join('\n\n');
    case 'json':
      return JSON.stringify(Object.fromEntries(values));
    case 'xml':
      return values.map(([name, value]) => element(name, value)).join('\n\n');
    default:
      return values.map(([name, value]) => `${name}: ${plain(value)}`).join('\n\n');
  }
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}

function element(name: string, value: unknown): string {
  return typeof value === 'object' && value !== null ? nested(name, value) : `<${name}>\n${plain(value)}\n</${name}>`;
}

function nested(name: string, value: unknown): string {
  if (Array.isArray(value)) return `<${name}>${value.map((item) => nested('item', item)).join('')}</${name}>`;
  if (typeof value !== 'object' || value === null) return `<${name}>${plain(value)}</${name}>`;
  return `<${name}>${Object.entries(value).map(([key, inner]) => nested(key, inner)).join('')}</${name}>`;
}
