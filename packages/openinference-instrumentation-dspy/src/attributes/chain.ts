import type { AdapterOperation, Values } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import type { SpanSettings } from '../config.ts';
import { addInputValue, addOutputValue } from './value.ts';

/** Inputs of a module or a prediction. */
export function inputAttributes({ inputs }: { readonly inputs: Values }, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  addInputValue(attributes, inputs, settings.content.inputs, settings.content.text);
  return attributes;
}

/** What a module, a prediction or an adapter gave: a `Prediction` or records of fields. */
export function outputAttributes(result: object, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  addOutputValue(attributes, result, settings.content.outputs, settings.content.text);
  return attributes;
}

/** What an adapter is called with. */
export function adapterInputAttributes({ signature, demos, inputs }: AdapterOperation, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  const described = {
    name: signature.name,
    fields: `${namesOf(signature.inputFields)} -> ${namesOf(signature.outputFields)}`,
    instructions: signature.instructions,
  };
  addInputValue(attributes, { signature: described, demos, inputs }, settings.content.inputs, settings.content.text);
  return attributes;
}

function namesOf(fields: readonly { readonly name: string }[]): string {
  return fields.map((field) => field.name).join(', ');
}
