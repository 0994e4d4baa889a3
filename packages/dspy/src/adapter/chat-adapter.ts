import { AdapterParseError } from '../errors.ts';
import type { UserMessage } from '../lm/message.ts';
import type { Values } from '../prediction/prediction.ts';
import type { Signature } from '../signature/signature.ts';
import { Adapter, type AdapterCall, type UserTurn } from './adapter.ts';
import { describeAnswer, describeFields, describeObjective, placeholder } from './chat-prompt.ts';
import { formatField, type Piece, toContent } from './format-value.ts';
import { escapeMarkers, LEFT_OUT, marker, readSections } from './marker.ts';
import { parseFields } from './parse-fields.ts';

export interface ChatAdapterOptions {
  /** Asked instead when the answer cannot be read; none unless given. */
  readonly fallback?: Adapter | undefined;
}

interface StaticPrompt {
  readonly system: string;
  readonly reminder: string;
}

/**
 * The default adapter: each field under a `[[ ## name ## ]]` marker, `[[ ## completed ## ]]` at the end. Text with
 * markers in it survives the way there and back; white space around a text value does not.
 */
export class ChatAdapter extends Adapter {
  readonly #prompts = new WeakMap<Signature, StaticPrompt>();
  readonly #fallback: Adapter | undefined;

  constructor({ fallback }: ChatAdapterOptions = {}) {
    super();
    this.#fallback = fallback;
  }

  override parse(signature: Signature, completion: string): Values {
    return parseFields(this.constructor.name, signature, completion, readSections(completion));
  }

  protected override fallbackFor(error: unknown, _call: AdapterCall): Adapter | undefined {
    return error instanceof AdapterParseError ? this.#fallback : undefined;
  }

  protected override formatSystem(signature: Signature): string {
    return this.#prompt(signature).system;
  }

  protected override formatUser(signature: Signature, inputs: Values, { incomplete, reminder }: UserTurn): UserMessage['content'] {
    const pieces: Piece[] = incomplete ? ['An example of the task from which some fields were left out.\n\n'] : [];
    let separator = '';
    for (const field of signature.inputFields) {
      if (inputs[field.name] === undefined) continue;
      pieces.push(`${separator}${marker(field.name)}\n`, ...formatField(field, inputs[field.name]));
      separator = '\n\n';
    }
    if (reminder) pieces.push(`${separator}${this.#prompt(signature).reminder}`);
    return toContent(pieces);
  }

  protected override formatAssistant(signature: Signature, outputs: Values): string {
    const blocks = signature.outputFields.map((field) => {
      const value = outputs[field.name];
      const shown = value === undefined ? LEFT_OUT : textOnly(formatField(field, value));
      return `${marker(field.name)}\n${escapeMarkers(shown)}`;
    });
    return `${[...blocks, marker('completed')].join('\n\n')}\n`;
  }

  #prompt(signature: Signature): StaticPrompt {
    let prompt = this.#prompts.get(signature);
    if (!prompt) {
      const shape = [
        ...signature.inputFields.map((field) => `${marker(field.name)}\n${placeholder(field, false)}`),
        ...signature.outputFields.map((field) => `${marker(field.name)}\n${placeholder(field, true)}`),
        marker('completed'),
      ].join('\n\n');
      prompt = {
        system: `${describeFields(signature)}\nEvery exchange looks like this, with values in place of the braces.\n\n${shape}\n${describeObjective(signature)}`,
        reminder: describeAnswer(signature, marker),
      };
      this.#prompts.set(signature, prompt);
    }
    return prompt;
  }
}

function textOnly(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : `<${piece.type}>`)).join('');
}
