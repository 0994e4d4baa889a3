import type { UserMessage } from '../lm/message.ts';
import type { Values } from '../prediction/prediction.ts';
import type { Signature } from '../signature/signature.ts';
import type { FieldReader } from '../streaming/field-reader.ts';
import { MarkerReader } from '../streaming/marker-reader.ts';
import { Adapter, type AdapterCall, type UserTurn } from './adapter.ts';
import { describeFields, describeObjective, nameOutputs, placeholder } from './chat-prompt.ts';
import { fallbackAfter, type FallbackOptions, jsonFallback } from './json-fallback.ts';
import { escapeMarkers, LEFT_OUT, marker, readSections } from './marker.ts';
import type { AdapterOptions } from './native.ts';
import { outputText } from './output-value.ts';
import { parseFields } from './parse-fields.ts';
import { PromptCache, type StaticPrompt } from './prompt-cache.ts';
import { type Enclosure, userContent } from './user-turn.ts';

/** How a `ChatAdapter` asks, and what it does with answers that it cannot read. */
export interface ChatAdapterOptions extends AdapterOptions, FallbackOptions {}

const ENCLOSURE: Enclosure = { open: (name) => `${marker(name)}\n`, close: () => '' };

/**
 * The default adapter: each field under a `[[ ## name ## ]]` marker, `[[ ## completed ## ]]` at the end. Text with
 * markers in it survives the way there and back; white space around a text value does not.
 *
 * An answer that cannot be read is asked for again as JSON, unless `useJsonAdapterFallback` is false.
 *
 * ```ts
 * import { ChatAdapter, context, Predict } from '@dspy-otel/dspy';
 *
 * const adapter = new ChatAdapter({ useJsonAdapterFallback: false });
 * const predict = new Predict('question -> answer');
 * const { answer } = await context({ adapter }, () => predict.call({ question: 'What is the capital of France?' }, { lm }));
 * ```
 */
export class ChatAdapter extends Adapter {
  readonly #prompts = new PromptCache(chatPrompt);
  readonly #fallback: Adapter | undefined;

  constructor(options: ChatAdapterOptions = {}) {
    super(options);
    this.#fallback = jsonFallback(options);
  }

  override parse(signature: Signature, completion: string): Values {
    return parseFields({ adapter: this.constructor.name, signature, completion, written: readSections(completion) });
  }

  override streamFields(_signature: Signature): FieldReader {
    return new MarkerReader();
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
    const blocks = signature.outputFields.map((field) => {
      const value = outputs[field.name];
      return `${marker(field.name)}\n${value === undefined ? LEFT_OUT : escapeMarkers(outputText(field, value))}`;
    });
    return `${[...blocks, marker('completed')].join('\n\n')}\n`;
  }
}

function chatPrompt(signature: Signature): StaticPrompt {
  const shape = [
    ...signature.inputFields.map((field) => `${marker(field.name)}\n${placeholder(field, false)}`),
    ...signature.outputFields.map((field) => `${marker(field.name)}\n${placeholder(field, true)}`),
    marker('completed'),
  ].join('\n\n');
  const order = [...nameOutputs(signature, marker), `at the end \`${marker('completed')}\``].join(', then ');
  return {
    system: `${describeFields(signature)}\nEvery exchange looks like this, with values in place of the braces.\n\n${shape}\n${describeObjective(signature)}`,
    reminder: `Now answer with the output fields in this order: ${order}.`,
  };
}
