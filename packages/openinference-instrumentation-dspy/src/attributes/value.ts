import { MimeType, SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { Attributes } from '@opentelemetry/api';
import { REDACTED } from '../content-policy.ts';
import { toJSON } from '../json.ts';

/** `input.value`: the value as JSON, or OpenInference's mark that it is hidden. */
export function addInputValue(attributes: Attributes, value: unknown, shown: boolean): void {
  attributes[SemanticConventions.INPUT_VALUE] = shown ? toJSON(value) : REDACTED;
  if (shown) attributes[SemanticConventions.INPUT_MIME_TYPE] = MimeType.JSON;
}

/** `output.value`, likewise. */
export function addOutputValue(attributes: Attributes, value: unknown, shown: boolean): void {
  attributes[SemanticConventions.OUTPUT_VALUE] = shown ? toJSON(value) : REDACTED;
  if (shown) attributes[SemanticConventions.OUTPUT_MIME_TYPE] = MimeType.JSON;
}
