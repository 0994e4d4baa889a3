import type { Attributes } from '../../../contract/scalars.ts';
import { text } from './attributes.ts';
import type { Field } from './fields.ts';
import { messageText, type Message } from './messages.ts';
import { isRecord, parseJson } from './values.ts';

/** A prompt with names in braces where its data goes; `null` when neither a template nor a system message was recorded. */
export function readTemplate(attrs: Attributes, input: readonly Message[]): string | null {
  const template = text(attrs, 'llm.prompt_template.template');
  if (template !== null) return template;
  const system = input.filter(({ role }) => role === 'system' || role === 'developer').map(messageText).join('\n\n');
  return system === '' ? null : system;
}

/** The data of a call, by the names in its template; `null` when it was not recorded apart. */
export function readVariables(attrs: Attributes): readonly Field[] | null {
  const variables = parseJson(text(attrs, 'llm.prompt_template.variables') ?? '');
  return isRecord(variables) ? Object.entries(variables).map(([name, value]) => ({ name, value })) : null;
}

const PLACEHOLDER = /(\{[A-Za-z_]\w*\})/;

/** A template in pieces: those at odd places are placeholders. */
export function templatePieces(template: string): readonly string[] {
  return template.split(PLACEHOLDER);
}
