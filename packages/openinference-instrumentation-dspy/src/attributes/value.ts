import { MimeType, SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { Attributes } from '@opentelemetry/api';
import { toJSON } from '../json.ts';
import { REDACTED } from '../redacted.ts';
import type { TextPolicy } from '../text-policy.ts';

const { INPUT_MIME_TYPE, INPUT_VALUE, OUTPUT_MIME_TYPE, OUTPUT_VALUE } = SemanticConventions;

/** `input.value`: the value as JSON, or OpenInference's mark that it is hidden. */
export function addInputValue(attributes: Attributes, value: unknown, isShown: boolean, policy: TextPolicy): void {
  addValue(attributes, INPUT_VALUE, INPUT_MIME_TYPE, isShown ? shownJSON(value, policy) : undefined);
}

/** `output.value`, likewise. */
export function addOutputValue(attributes: Attributes, value: unknown, isShown: boolean, policy: TextPolicy): void {
  addValue(attributes, OUTPUT_VALUE, OUTPUT_MIME_TYPE, isShown ? shownJSON(value, policy) : undefined);
}

/** `input.value` of what has been masked piece by piece. */
export function addMaskedInput(attributes: Attributes, value: object | undefined, policy: TextPolicy): void {
  addValue(attributes, INPUT_VALUE, INPUT_MIME_TYPE, value && limitedJSON(value, policy));
}

/** `output.value`, likewise. */
export function addMaskedOutput(attributes: Attributes, value: object | undefined, policy: TextPolicy): void {
  addValue(attributes, OUTPUT_VALUE, OUTPUT_MIME_TYPE, value && limitedJSON(value, policy));
}

/** JSON text without what may not be seen, cut where it is too long: it is no JSON any more then. */
export function shownJSON(value: unknown, policy: TextPolicy): string {
  return policy.shown(toJSON(value));
}

/** JSON text of what has been masked already. */
function limitedJSON(value: unknown, policy: TextPolicy): string {
  return policy.limited(toJSON(value));
}

function addValue(attributes: Attributes, key: string, typeKey: string, json: string | undefined): void {
  attributes[key] = json ?? REDACTED;
  if (json !== undefined) attributes[typeKey] = json.endsWith(' characters]') ? MimeType.TEXT : MimeType.JSON;
}
