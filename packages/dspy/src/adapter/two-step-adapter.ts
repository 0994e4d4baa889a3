import { AdapterParseError } from '../errors.ts';
import type { BaseLM } from '../lm/base-lm.ts';
import type { UserMessage } from '../lm/message.ts';
import type { Values } from '../prediction/prediction.ts';
import { makeField } from '../signature/field.ts';
import { STR } from '../signature/field-type.ts';
import { Signature } from '../signature/signature.ts';
import { Adapter, type UserTurn } from './adapter.ts';
import { ChatAdapter } from './chat-adapter.ts';
import { describeField } from './chat-prompt.ts';
import type { AdapterOptions } from './native.ts';
import { outputText } from './output-value.ts';
import { type Enclosure, userContent } from './user-turn.ts';

const ENCLOSURE: Enclosure = { open: (name) => `${name}: `, close: () => '' };

interface Extractor {
  readonly signature: Signature;
  /** The input that holds the answer. */
  readonly text: string;
}

/**
 * Lets the model answer freely, and has another, smaller one find the output fields in what it says: for models that
 * think well and keep to a form badly.
 *
 * ```ts
 * import { context, Predict, TwoStepAdapter } from '@dspy-otel/dspy';
 *
 * const predict = new Predict('question -> answer');
 * const adapter = new TwoStepAdapter(lm);
 * const { answer } = await context({ adapter }, () => predict.call({ question: 'What is the capital of France?' }, { lm }));
 * ```
 */
export class TwoStepAdapter extends Adapter {
  readonly extractionModel: BaseLM;
  readonly #extractors = new WeakMap<Signature, Extractor>();
  readonly #chat = new ChatAdapter();

  /** @param extractionModel finds the fields. */
  constructor(extractionModel: BaseLM, options: AdapterOptions = {}) {
    super(options);
    this.extractionModel = extractionModel;
  }

  /** Asks the second model. @throws {AdapterParseError} when it does not find the fields either. */
  override async parse(signature: Signature, completion: string): Promise<Values> {
    const { signature: extractor, text } = this.#extractor(signature);
    try {
      const [values = {}] = await this.#chat.call({ lm: this.extractionModel, params: {}, signature: extractor, demos: [], inputs: { [text]: completion } });
      return values;
    } catch (error) {
      if (!(error instanceof AdapterParseError)) throw error;
      const { field, expected, written, missing } = error;
      const adapter = this.constructor.name;
      const message = `${adapter} had ${this.extractionModel.model} look for the output fields in the model's answer: ${error.message}`;
      throw new AdapterParseError(message, { adapter, signature: signature.name, completion, field, expected, written, missing, cause: error });
    }
  }

  protected override formatSystem({ inputFields, outputFields, instructions }: Signature): string {
    return [
      'You are given:',
      ...inputFields.map(describeField),
      'Answer in your own words with:',
      ...outputFields.map(describeField),
      'Say each of them in full: somebody else has to find them in your answer.',
      `Your task: ${instructions}`,
    ].join('\n');
  }

  protected override formatUser(signature: Signature, inputs: Values, turn: UserTurn): UserMessage['content'] {
    return userContent(signature, inputs, turn, ENCLOSURE, '');
  }

  protected override formatAssistant(signature: Signature, outputs: Values): string {
    const given = signature.outputFields.filter((field) => outputs[field.name] !== undefined);
    return given.map((field) => `${field.name}: ${outputText(field, outputs[field.name])}`).join('\n\n');
  }

  #extractor(signature: Signature): Extractor {
    let extractor = this.#extractors.get(signature);
    if (!extractor) {
      extractor = extractorFor(signature);
      this.#extractors.set(signature, extractor);
    }
    return extractor;
  }
}

function extractorFor({ outputFields }: Signature): Extractor {
  let text = 'text';
  while (outputFields.some((field) => field.name === text)) text = `${text}_`;
  const names = outputFields.map((field) => `\`${field.name}\``).join(', ');
  const instructions = `Somewhere in the text are the values of the fields ${names}. Find each of them and write it as it stands there.`;
  return { signature: new Signature({ inputFields: [makeField(text, { type: STR })], outputFields, instructions }), text };
}
