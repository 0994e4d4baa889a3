import type { UserMessage } from '../lm/message.ts';
import type { Values } from '../prediction/prediction.ts';
import { parseJsonValue } from '../signature/parse-value.ts';
import { pythonJson } from '../signature/python-json.ts';
import type { Field } from '../signature/field.ts';
import type { Signature } from '../signature/signature.ts';
import type { FieldReader } from '../streaming/field-reader.ts';
import { JsonReader } from '../streaming/json-reader.ts';
import { Adapter, type AdapterCall, type UserTurn } from './adapter.ts';
import { describeFields, describeObjective, nameOutputs, placeholder } from './chat-prompt.ts';
import { readJsonObject } from './json-answer.ts';
import { LEFT_OUT, marker } from './marker.ts';
import type { AdapterOptions } from './native.ts';
import { outputJson } from './output-value.ts';
import { parseFields, unreadableError } from './parse-fields.ts';
import { PromptCache, type StaticPrompt } from './prompt-cache.ts';
import { responseFormat } from './response-format.ts';
import { type Enclosure, userContent } from './user-turn.ts';

const ENCLOSURE: Enclosure = { open: (name) => `${marker(name)}\n`, close: () => '' };

/**
 * Asks for one JSON object with the output fields. Where the model can be held to a schema it is; where an output is an
 * open dictionary, which no strict schema can describe, it is held to JSON at least.
 *
 * Tools are given to the model as its own unless `useNativeFunctionCalling` is false.
 *
 * ```ts
 * import { context, JSONAdapter, Predict } from '@dspy-otel/dspy';
 *
 * const predict = new Predict('text -> title, keywords: list[str]');
 * console.log(new JSONAdapter().format(predict.signature, [], { text: 'Water boils at 100 °C.' }));
 * ```
 */
export class JSONAdapter extends Adapter {
  readonly #prompts = new PromptCache(jsonPrompt);

  constructor({ useNativeFunctionCalling = true, parallelToolCalls }: AdapterOptions = {}) {
    super({ useNativeFunctionCalling, parallelToolCalls });
  }

  override parse(signature: Signature, completion: string): Values {
    const names = signature.outputFields.map((field) => field.name);
    const found = readJsonObject(completion, names);
    if (!found) throw unreadableError(this.constructor.name, signature, completion, 'a JSON object');
    const written = Object.entries(found).filter(([name]) => names.includes(name));
    return parseFields({ adapter: this.constructor.name, signature, completion, written: new Map(written), read: parseJsonValue });
  }

  override streamFields(_signature: Signature): FieldReader {
    return new JsonReader();
  }

  protected override prepare(call: AdapterCall): AdapterCall {
    const asked = super.prepare(call);
    if (asked.params.responseFormat ?? asked.lm.params.responseFormat) return asked;
    const format = responseFormat(asked.signature, asked.lm.capabilities, asked.tools !== undefined);
    return format ? { ...asked, params: { ...asked.params, responseFormat: format } } : asked;
  }

  protected override formatSystem(signature: Signature): string {
    return this.#prompts.of(signature).system;
  }

  protected override formatUser(signature: Signature, inputs: Values, turn: UserTurn): UserMessage['content'] {
    return userContent(signature, inputs, turn, ENCLOSURE, turn.reminder ? this.#prompts.of(signature).reminder : '');
  }

  protected override formatAssistant(signature: Signature, outputs: Values): string {
    return objectText(
      signature.outputFields.map((field) => {
        const value = outputs[field.name];
        return [field.name, value === undefined ? LEFT_OUT : jsonMember(field, value)];
      }),
    );
  }
}

/** Text that would be taken for nothing, or for such text in quotes, stands in quotes of its own. */
function jsonMember(field: Field, value: unknown): unknown {
  const json = outputJson(field, value);
  if (typeof json !== 'string' || field.type.kind !== 'union') return json;
  const parsed = parseJsonValue(field.type, json);
  return parsed.ok && parsed.value !== json && (parsed.value === null || typeof parsed.value === 'string') ? JSON.stringify(json) : json;
}

/** A JSON object with one member per line. */
function objectText(members: readonly (readonly [name: string, value: unknown])[]): string {
  if (members.length === 0) return '{}';
  return `{\n${members.map(([name, value]) => `  ${JSON.stringify(name)}: ${pythonJson(value)}`).join(',\n')}\n}`;
}

function jsonPrompt(signature: Signature): StaticPrompt {
  const inputs = signature.inputFields.map((field) => `${marker(field.name)}\n${placeholder(field, false)}`).join('\n\n');
  const outputs = objectText(signature.outputFields.map((field) => [field.name, placeholder(field, true)]));
  const names = nameOutputs(signature, (name) => name);
  return {
    system: [
      describeFields(signature),
      'A question looks like this, with values in place of the braces.\n',
      `${inputs}\n`,
      'An answer is one JSON object, with values in place of the texts.\n',
      outputs,
      describeObjective(signature),
    ].join('\n'),
    reminder: names.length === 0 ? '' : `Now answer with a JSON object that has these fields in this order: ${names.join(', then ')}.`,
  };
}
