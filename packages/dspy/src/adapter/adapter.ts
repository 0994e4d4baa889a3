import { AdapterParseError } from '../errors.ts';
import type { BaseLM } from '../lm/base-lm.ts';
import type { AssistantMessage, Message, UserMessage } from '../lm/message.ts';
import type { LMOutput, LMParams, ToolDefinition } from '../lm/request.ts';
import { observe } from '../observe.ts';
import { demoValue, type Demo } from '../prediction/example.ts';
import type { Values } from '../prediction/prediction.ts';
import type { Field } from '../signature/field.ts';
import { allowsNone } from '../signature/field-type.ts';
import type { Signature } from '../signature/signature.ts';

/** What an adapter needs to ask a model. */
export interface AdapterCall {
  readonly lm: BaseLM;
  readonly params: LMParams;
  readonly tools?: readonly ToolDefinition[] | undefined;
  readonly signature: Signature;
  readonly demos: readonly Demo[];
  readonly inputs: Values;
}

/** What a user turn says beside the inputs. */
export interface UserTurn {
  /** The turn is an example from which fields are missing. */
  readonly incomplete?: boolean | undefined;
  /** The turn ends by naming what to answer with. */
  readonly reminder?: boolean | undefined;
}

/**
 * Turns inputs into messages and a model's answers into output fields. An adapter of your own writes the four parts of
 * a conversation (`formatSystem`, `formatUser`, `formatAssistant`, `parse`); the rest is the same for all.
 */
export abstract class Adapter {
  /** The task: fields, the shape of an exchange, the instructions. */
  protected abstract formatSystem(signature: Signature): string;
  /** One question: the inputs that are there, in the signature's order. */
  protected abstract formatUser(signature: Signature, inputs: Values, turn: UserTurn): UserMessage['content'];
  /** One answer, as the model should write it; outputs that are not there are marked as left out. */
  protected abstract formatAssistant(signature: Signature, outputs: Values): string;
  /**
   * The output fields in an answer.
   *
   * @throws {AdapterParseError} when the text does not have the shape that was asked for.
   */
  abstract parse(signature: Signature, completion: string): Values;

  /**
   * Formats, asks and parses: one record of output fields per answer. When that fails and `fallbackFor` names another
   * adapter, that one does it from the beginning.
   *
   * @throws {AdapterParseError} when no adapter could read an answer.
   * @throws {LMError} when the model could not be asked.
   */
  async call(call: AdapterCall): Promise<readonly Values[]> {
    try {
      const { signature, demos, inputs } = call;
      return await observe({ kind: 'adapter', name: this.constructor.name, adapter: this, signature, demos, inputs }, () => this.#ask(call));
    } catch (error) {
      const fallback = this.fallbackFor(error, call);
      if (!fallback) throw error;
      return fallback.call(call);
    }
  }

  /** System message, demos as earlier turns (those with missing fields first), earlier turns of a conversation, the question. */
  format(signature: Signature, demos: readonly Demo[], inputs: Values): Message[] {
    const asked = withoutTurns(signature);
    return [
      { role: 'system', content: this.formatSystem(signature) },
      ...this.#demoTurns(asked, demos),
      ...this.#earlierTurns(signature, asked, inputs),
      { role: 'user', content: this.formatUser(asked, inputs, { reminder: true }) },
    ];
  }

  /** Another adapter to try after a failure; none unless overridden. */
  protected fallbackFor(_error: unknown, _call: AdapterCall): Adapter | undefined {
    return undefined;
  }

  /** Changes a call before it is formatted: a response format, native tools. As it is unless overridden. */
  protected prepare(call: AdapterCall): AdapterCall {
    return call;
  }

  /** The output fields of one answer, once its text is parsed. As parsed unless overridden. */
  protected finish(_call: AdapterCall, values: Values, _output: LMOutput): Values {
    return values;
  }

  async #ask(original: AdapterCall): Promise<readonly Values[]> {
    const call = this.prepare(original);
    const { lm, params, tools, signature, demos, inputs } = call;
    const name = this.constructor.name;
    const messages = await observe({ kind: 'adapter.format', name, adapter: this, signature, demos, inputs }, async () => this.format(signature, demos, inputs));
    const response = await lm.call({ messages, params, tools });
    const answers: Values[] = [];
    for (const output of response.outputs) {
      const { text: completion } = output;
      const values = await observe({ kind: 'adapter.parse', name, adapter: this, signature, completion }, async () => this.#parseOutput(signature, output));
      answers.push(this.finish(call, values, output));
    }
    return answers;
  }

  #parseOutput(signature: Signature, output: LMOutput): Values {
    try {
      return this.parse(signature, output.text);
    } catch (error) {
      if (output.finishReason !== 'length' || !(error instanceof AdapterParseError)) throw error;
      throw new AdapterParseError(`${error.message}\nThe answer was cut off at the limit of tokens; raise maxTokens.`, error);
    }
  }

  #demoTurns(signature: Signature, demos: readonly Demo[]): Message[] {
    const incomplete: Message[] = [];
    const complete: Message[] = [];
    for (const demo of demos) {
      const inputs = valuesOf(demo, signature.inputFields);
      const outputs = valuesOf(demo, signature.outputFields);
      const [given, answered] = [Object.keys(inputs).length, Object.keys(outputs).length];
      const isComplete = given === signature.inputFields.length && answered === signature.outputFields.length;
      if (!isComplete && (given === 0 || answered === 0)) continue;
      (isComplete ? complete : incomplete).push(
        { role: 'user', content: this.formatUser(signature, inputs, { incomplete: !isComplete }) },
        this.#answerTurn(signature, outputs),
      );
    }
    return [...incomplete, ...complete];
  }

  #earlierTurns(signature: Signature, asked: Signature, inputs: Values): Message[] {
    if (asked === signature) return [];
    return signature.inputFields.flatMap((field) => {
      const turns = field.type.kind === 'custom' ? field.type.type.turns?.(inputs[field.name]) : undefined;
      return (turns ?? []).flatMap((turn): Message[] => [
        { role: 'user', content: this.formatUser(asked, turn, { reminder: true }) },
        this.#answerTurn(asked, turn),
      ]);
    });
  }

  #answerTurn(signature: Signature, outputs: Values): AssistantMessage {
    return { role: 'assistant', content: this.formatAssistant(signature, outputs) };
  }
}

/** The fields that a demo has; null counts as not there unless it is a value of the field's type. */
function valuesOf(demo: Demo, fields: readonly Field[]): Values {
  const entries = fields.map((field): [Field, unknown] => [field, demoValue(demo, field.name)]);
  const present = entries.filter(([field, value]) => value !== undefined && (value !== null || allowsNone(field.type)));
  return Object.fromEntries(present.map(([field, value]) => [field.name, value]));
}

const asking = new WeakMap<Signature, Signature>();

/** The signature without inputs that are earlier turns: those are messages of their own. */
function withoutTurns(signature: Signature): Signature {
  let asked = asking.get(signature);
  if (!asked) {
    const conversations = signature.inputFields.filter((field) => field.type.kind === 'custom' && field.type.type.turns !== undefined);
    asked = signature;
    for (const field of conversations) asked = asked.delete(field.name);
    asking.set(signature, asked);
  }
  return asked;
}
