import type { UserMessage } from '../lm/message.ts';
import type { Values } from '../prediction/prediction.ts';
import type { Field } from '../signature/field.ts';
import type { Signature } from '../signature/signature.ts';
import type { FieldReader } from '../streaming/field-reader.ts';
import { XmlReader } from '../streaming/xml-reader.ts';
import { Adapter, type AdapterCall, type UserTurn } from './adapter.ts';
import { describeFields, describeObjective, placeholder } from './chat-prompt.ts';
import { fallbackAfter, type FallbackOptions, jsonFallback } from './json-fallback.ts';
import { LEFT_OUT } from './marker.ts';
import type { AdapterOptions } from './native.ts';
import { outputJson, outputText } from './output-value.ts';
import { parseFields } from './parse-fields.ts';
import { PromptCache, type StaticPrompt } from './prompt-cache.ts';
import { type Enclosure, userContent } from './user-turn.ts';
import { escapeText, keyOf, readElements } from './xml-markup.ts';
import { elementShape, nestedShape, readElement, toElement } from './xml-value.ts';

/** How an `XMLAdapter` asks, and what it does with answers that it cannot read. */
export interface XMLAdapterOptions extends AdapterOptions, FallbackOptions {}

const ENCLOSURE: Enclosure = { open: (name) => `<${name}>\n`, close: (name) => `\n</${name}>` };

/**
 * Each field in an element of its name; lists, dictionaries and objects as elements inside. Any text survives the way
 * there and back.
 *
 * An answer that cannot be read is asked for again as JSON, unless `useJsonAdapterFallback` is false.
 *
 * ```ts
 * import { Predict, XMLAdapter } from '@dspy-otel/dspy';
 *
 * const { signature } = new Predict('text -> keywords: list[str]');
 * const adapter = new XMLAdapter();
 * console.log(adapter.parse(signature, '<keywords><item>tea</item><item>milk</item></keywords>')); // { keywords: [ 'tea', 'milk' ] }
 * ```
 */
export class XMLAdapter extends Adapter {
  readonly #prompts = new PromptCache(xmlPrompt);
  readonly #fallback: Adapter | undefined;

  constructor(options: XMLAdapterOptions = {}) {
    super(options);
    this.#fallback = jsonFallback(options);
  }

  override parse(signature: Signature, completion: string): Values {
    const elements = Map.groupBy(readElements(completion), keyOf);
    const written = signature.outputFields.flatMap((field): [string, unknown][] => {
      const found = elements.get(field.name);
      return found ? [[field.name, readElement(found, field.type)]] : [];
    });
    return parseFields({ adapter: this.constructor.name, signature, completion, written: new Map(written) });
  }

  override streamFields({ outputFields }: Signature): FieldReader {
    return new XmlReader(
      outputFields.map((field) => field.name),
      new Set(outputFields.filter((field) => nestedShape(field.type)).map((field) => field.name)),
    );
  }

  protected override fallbackFor(error: unknown, _call: AdapterCall): Adapter | undefined {
    return fallbackAfter(error, this.#fallback);
  }

  protected override formatSystem(signature: Signature): string {
    return this.#prompts.of(signature).system;
  }

  protected override formatUser(signature: Signature, inputs: Values, turn: UserTurn): UserMessage['content'] {
    return userContent(signature, inputs, turn, ENCLOSURE, turn.reminder ? this.#prompts.of(signature).reminder : '');
  }

  protected override formatAssistant(signature: Signature, outputs: Values): string {
    return signature.outputFields.map((field) => (outputs[field.name] === undefined ? enclosed(field.name, LEFT_OUT) : outputElement(field, outputs[field.name]))).join('\n\n');
  }
}

function outputElement(field: Field, value: unknown): string {
  if (nestedShape(field.type)) return toElement(field.name, field.type, outputJson(field, value));
  return enclosed(field.name, escapeText(outputText(field, value)));
}

function enclosed(name: string, content: string): string {
  return `${ENCLOSURE.open(name)}${content}${ENCLOSURE.close(name)}`;
}

function xmlPrompt(signature: Signature): StaticPrompt {
  const inputs = signature.inputFields.map((field) => enclosed(field.name, placeholder(field, false)));
  const outputs = signature.outputFields.map((field) => (nestedShape(field.type) ? elementShape(field.name, field.type) : enclosed(field.name, placeholder(field, true))));
  const names = signature.outputFields.map((field) => `\`<${field.name}>\``).join(', then ');
  const nested = signature.outputFields.filter((field) => nestedShape(field.type)).map((field) => elementShape(field.name, field.type));
  const inside = nested.length === 0 ? '' : ` With elements inside, as here: ${nested.join(' ')}`;
  return {
    system: [
      describeFields(signature),
      'Every exchange looks like this, with values in place of the braces and dots.\n',
      [...inputs, ...outputs].join('\n\n'),
      describeObjective(signature),
    ].join('\n'),
    reminder: names === '' ? '' : `Now answer with the output fields as XML elements in this order: ${names}.${inside}`,
  };
}
