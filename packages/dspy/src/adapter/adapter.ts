import { AdapterParseError } from '../errors.ts';
import type { BaseLM } from '../lm/base-lm.ts';
import type { Message, UserMessage } from '../lm/message.ts';
import type { LMOutput, LMParams, ToolDefinition } from '../lm/request.ts';
import { observe } from '../observe.ts';
import type { Demo } from '../prediction/example.ts';
import type { Values } from '../prediction/prediction.ts';
import { currentScope, runInScope } from '../scope.ts';
import type { Signature } from '../signature/signature.ts';
import type { FieldReader } from '../streaming/field-reader.ts';
import type { AnswerStream } from '../streaming/program-stream.ts';
import { demoTurns, earlierTurns, type TurnWriter, withoutTurns } from './conversation.ts';
import { type AdapterOptions, askNatively, isToolCalls, withNative } from './native.ts';

/** What an adapter needs to ask a model. */
export interface AdapterCall {
  readonly lm: BaseLM;
  readonly params: LMParams;
  /** Tools that the model may call. Adapters set it; those among the inputs are fields of the signature. */
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
 *
 * ```ts
 * import { Adapter, Predict, type Signature, type Values } from '@dspy-otel/dspy';
 *
 * class Lines extends Adapter {
 *   protected override formatSystem({ instructions, outputFields }: Signature): string {
 *     return `${instructions} One line each for: ${outputFields.map((output) => output.name).join(', ')}`;
 *   }
 *   protected override formatUser(_signature: Signature, inputs: Values): string {
 *     return JSON.stringify(inputs);
 *   }
 *   protected override formatAssistant(signature: Signature, outputs: Values): string {
 *     return signature.outputFields.map((output) => String(outputs[output.name])).join('\n');
 *   }
 *   override parse(signature: Signature, completion: string): Values {
 *     const lines = completion.split('\n');
 *     return Object.fromEntries(signature.outputFields.map((output, index) => [output.name, lines[index] ?? '']));
 *   }
 * }
 *
 * const predict = new Predict('question -> answer');
 * console.log(new Lines().format(predict.signature, [], { question: 'Why?' }));
 * ```
 */
export abstract class Adapter {
  readonly useNativeFunctionCalling: boolean;
  readonly parallelToolCalls: boolean | undefined;

  constructor({ useNativeFunctionCalling = false, parallelToolCalls }: AdapterOptions = {}) {
    this.useNativeFunctionCalling = useNativeFunctionCalling;
    this.parallelToolCalls = parallelToolCalls;
  }

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
  abstract parse(signature: Signature, completion: string): Values | Promise<Values>;

  /**
   * Formats, asks and parses: one record of output fields per answer. When that fails and `fallbackFor` names another
   * adapter, that one does it from the beginning.
   *
   * @throws {AdapterParseError} when no adapter could read an answer.
   * @throws {LMError} when the model could not be asked.
   */
  async call(call: AdapterCall): Promise<readonly Values[]> {
    const { signature, demos, inputs } = call;
    const { stream, callers } = currentScope();
    const answer = stream?.open(this, signature, callers);
    try {
      return await observe({ kind: 'adapter', name: this.constructor.name, adapter: this, signature, demos, inputs }, () => this.#ask(call, answer));
    } catch (error) {
      const fallback = answer?.isShown ? undefined : this.fallbackFor(error, call);
      if (!fallback) throw error;
      return fallback.call(call);
    }
  }

  /** System message, demos as earlier turns (those with missing fields first), earlier turns of a conversation, the question. */
  format(signature: Signature, demos: readonly Demo[], inputs: Values): Message[] {
    const asked = withoutTurns(signature);
    const writer: TurnWriter = {
      user: (...turn) => this.formatUser(...turn),
      assistant: (...turn) => this.formatAssistant(...turn),
      showsCalls: this.useNativeFunctionCalling && !signature.outputFields.some(isToolCalls),
    };
    const question = this.formatUser(asked, inputs, { reminder: true });
    return [
      { role: 'system', content: this.formatSystem(signature) },
      ...demoTurns(writer, asked, demos),
      ...earlierTurns(writer, signature, asked, inputs),
      ...(question.length === 0 ? [] : [{ role: 'user', content: question } as const]),
    ];
  }

  /** Inputs as a question shows them, as text: for programs that put what happened so far into one of their inputs. */
  formatInputs(signature: Signature, inputs: Values): string {
    const content = this.formatUser(signature, inputs, {});
    return typeof content === 'string' ? content : content.map((part) => (part.type === 'text' ? part.text : `<${part.type}>`)).join('');
  }

  /** Finds the fields in an answer while it arrives; `undefined`, unless overridden, where that cannot be told before its end. */
  streamFields(_signature: Signature): FieldReader | undefined {
    return undefined;
  }

  /** Another adapter to try after a failure, unless some of the answer has been streamed already; none unless overridden. */
  protected fallbackFor(_error: unknown, _call: AdapterCall): Adapter | undefined {
    return undefined;
  }

  /** Changes a call before it is formatted. Unless overridden, tools and thoughts are asked for as the model has them. */
  protected prepare(call: AdapterCall): AdapterCall {
    return askNatively(call, this);
  }

  /**
   * The output fields of one answer, once its text is parsed: unless overridden, with the calls of tools and the thoughts
   * that came beside the text. `call` is as it was before `prepare`.
   */
  protected finish(call: AdapterCall, values: Values, output: LMOutput): Values {
    return withNative(call.signature, values, output);
  }

  async #ask(original: AdapterCall, answer: AnswerStream | undefined): Promise<readonly Values[]> {
    const call = this.prepare(original);
    const { lm, params, tools, signature, demos, inputs } = call;
    const name = this.constructor.name;
    const messages = await observe({ kind: 'adapter.format', name, adapter: this, signature, demos, inputs }, async () => this.format(signature, demos, inputs));
    const asked = { messages, params, tools };
    const response = await (answer ? runInScope({ ...currentScope(), textSink: answer }, () => lm.call(asked)) : lm.call(asked));
    answer?.finish(response.outputs[0]?.text ?? '');
    const answers: Values[] = [];
    for (const output of response.outputs) answers.push(this.finish(original, await this.#read(call, output), output));
    return answers;
  }

  /** Beside calls of tools there may be no text, or a text that is no answer. */
  async #read({ signature, tools }: AdapterCall, output: LMOutput): Promise<Values> {
    const { text: completion, toolCalls = [] } = output;
    const isCalling = tools !== undefined && toolCalls.length > 0;
    if (isCalling && completion === '') return {};
    if (signature.outputFields.length === 0 && (isCalling || completion !== '')) return {};
    const operation = { kind: 'adapter.parse', name: this.constructor.name, adapter: this, signature, completion } as const;
    try {
      return await observe(operation, async () => this.#parseOutput(signature, output));
    } catch (error) {
      if (isCalling && error instanceof AdapterParseError) return {};
      throw error;
    }
  }

  async #parseOutput(signature: Signature, output: LMOutput): Promise<Values> {
    const { text: completion, finishReason } = output;
    if (completion === '') {
      const adapter = this.constructor.name;
      throw new AdapterParseError(`${adapter} cannot read the model's answer: it is empty.`, { adapter, signature: signature.name, completion, missing: signature.outputFields.map((field) => field.name) });
    }
    try {
      return await this.parse(signature, completion);
    } catch (error) {
      if (finishReason !== 'length' || !(error instanceof AdapterParseError)) throw error;
      throw new AdapterParseError(`${error.message}\nThe answer was cut off at the limit of tokens; raise maxTokens.`, error);
    }
  }
}
