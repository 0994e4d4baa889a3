import { parseFields } from '../adapter/parse-fields.ts';
import { AdapterParseError } from '../errors.ts';
import { ContextWindowExceededError } from '../lm/lm-error.ts';
import { observe } from '../observe.ts';
import type { ToolOperation } from '../operation.ts';
import { Prediction, type Values } from '../prediction/prediction.ts';
import { makeField } from '../signature/field.ts';
import { NONE, unionOf } from '../signature/field-type.ts';
import { parseJsonValue } from '../signature/parse-value.ts';
import { ensureSignature, type Inputs, type Outputs, Signature, type SignatureSpec } from '../signature/signature.ts';
import { History } from '../types/history.ts';
import { type CallResult, type RequestedCall, ToolCalls } from '../types/tool-calls.ts';
import type { Callable } from '../types/tool-type.ts';
import { checkedMaxIters } from './max-iters.ts';
import { Module } from './module.ts';
import { Predict } from './predict.ts';
import { toolsByName, tryTool } from './tool-set.ts';

export interface ReActV2Options {
  /** What the agent may use. None may be called `submit`. */
  readonly tools: readonly Callable[];
  /** Most steps before it has to answer; 20 unless given. */
  readonly maxIters?: number | undefined;
}

/** What the agent answers: the signature's outputs, the conversation with every call and its result, and why it ended. */
export type ReActV2Outputs<S extends SignatureSpec> = { history: History; termination_reason: 'submit' | 'max_iters' } & Outputs<S>;

interface NextStep {
  next_thought: string;
  tool_calls: ToolCalls;
}

const MAX_ITERS = 20;
const SUBMIT = 'submit';

/**
 * An agent whose steps are a conversation. With an adapter that uses native function calling, tools are the model's own
 * and may be called several at once; otherwise calls are written as text. The agent ends by calling `submit` with the
 * outputs. Give a signature an input `history: History` to go on with an earlier conversation.
 *
 * ```ts
 * import { ChatAdapter, context, ReActV2, Tool } from '@dspy-otel/dspy';
 *
 * const add = new Tool({ name: 'add', description: 'Adds two numbers.', parameters: { x: 'int', y: 'int' }, func: ({ x, y }) => x + y });
 * const agent = new ReActV2('question -> answer: int', { tools: [add] });
 * const adapter = new ChatAdapter({ useNativeFunctionCalling: true });
 * const { answer } = await context({ adapter }, () => agent.call({ question: 'How much is 40 plus 2?' }));
 * ```
 */
export class ReActV2<const S extends SignatureSpec = SignatureSpec> extends Module<Signature<Inputs<S>, ReActV2Outputs<S>>> {
  override signature: Signature<Inputs<S>, ReActV2Outputs<S>>;
  readonly maxIters: number;
  /** By name, `submit` included. */
  readonly tools: ReadonlyMap<string, Callable>;
  /** Decides on the next calls. */
  readonly react: Predict<Signature<Values, NextStep>>;

  /**
   * @throws {SignatureError} when the signature string cannot be read, or has a field that the agent needs for itself.
   * @throws {ConfigurationError} when two tools have the same name, one is no `Tool`, or `maxIters` is no number of steps.
   */
  constructor(signature: S, { tools, maxIters = MAX_ITERS }: ReActV2Options) {
    super();
    const asked: Signature = ensureSignature<SignatureSpec>(signature);
    this.signature = asked as Signature<Inputs<S>, ReActV2Outputs<S>>;
    this.maxIters = checkedMaxIters(maxIters);
    this.tools = toolsByName(tools, submitTool(asked));
    this.react = new Predict(stepSignature(asked, [...this.tools.keys()]));
  }

  /**
   * @param options for this call only.
   * @throws {AdapterParseError} when the model does not even submit once it can do nothing else.
   */
  override call(inputs: Inputs<S>, options: { maxIters?: number } = {}): Promise<Prediction<ReActV2Outputs<S>>> {
    return this.announce(inputs, () => this.forward(inputs, options));
  }

  override async forward(inputs: Inputs<S>, { maxIters = this.maxIters }: { maxIters?: number } = {}): Promise<Prediction<ReActV2Outputs<S>>> {
    const most = checkedMaxIters(maxIters);
    const { history, ...question } = inputs as Values;
    const talk = new Talk(history === undefined || history === null ? [] : History.signatureType.parse(history).messages);
    for (let index = 0; index < most; index += 1) {
      const outputs = await this.step(talk, index === 0 ? question : {}, index, this.tools);
      if (outputs) return this.ended(talk, outputs, 'submit');
    }
    const last = await this.step(talk, most > 0 ? {} : question, most, new Map([...this.tools].filter(([name]) => name === SUBMIT)));
    if (last) return this.ended(talk, last, 'max_iters');
    const missing = this.signature.outputFields.map(({ name }) => name);
    throw new AdapterParseError(`${this.constructor.name} has no answer after ${maxIters} steps: the model did not call \`${SUBMIT}\` with ${missing.join(', ')}; raise maxIters, or use a model that is better with tools`, {
      adapter: this.constructor.name,
      signature: this.signature.name,
      completion: talk.lastThought,
      missing,
    });
  }

  /** Asks for calls and makes them, all at once. @returns the outputs, once they are submitted. */
  private async step(talk: Talk, question: Values, index: number, tools: ReadonlyMap<string, Callable>): Promise<Values | undefined> {
    const params = tools.size === 1 ? { toolChoice: { tool: SUBMIT } } : {};
    const next = await talk.whileItFits((history) => this.react.call({ ...question, history, tools: [...tools.values()] }, params));
    const calls = next.tool_calls.toolCalls.map((call, position): RequestedCall & { id: string } => ({ ...call, id: call.id ?? `call_${index}_${position}` }));
    const results = await Promise.all(calls.map((call) => callTool(tools, call)));
    const submitted = results.find(({ name, isError }) => name === SUBMIT && !isError)?.value as Values | undefined;
    talk.add({ ...question, next_thought: next.next_thought, tool_calls: new ToolCalls(calls, results), ...submitted });
    return submitted;
  }

  private ended(talk: Talk, outputs: Values, reason: 'submit' | 'max_iters'): Prediction<ReActV2Outputs<S>> {
    return new Prediction({ ...outputs, history: talk.history, termination_reason: reason });
  }
}

async function callTool(tools: ReadonlyMap<string, Callable>, { id, name, args, invalidArgs }: RequestedCall): Promise<CallResult> {
  const { value, isError } = invalidArgs === undefined ? await tryTool(tools, name, args) : { value: `The arguments of ${name} were no JSON object: ${invalidArgs}`, isError: true };
  return { callId: id, name, value, isError };
}

interface Turn extends Values {
  readonly next_thought: string;
}

/** The conversation: an earlier one, then the question and the steps of this one. */
class Talk {
  #earlier: readonly Values[];
  readonly #own: Turn[] = [];

  constructor(earlier: readonly Values[]) {
    this.#earlier = earlier;
  }

  get history(): History {
    return new History([...this.#earlier, ...this.#own]);
  }

  get lastThought(): string {
    return this.#own.at(-1)?.next_thought ?? '';
  }

  add(turn: Turn): void {
    this.#own.push(turn);
  }

  /** Asks; when the model cannot take as much, without the oldest turns, but never without the one with the question. */
  async whileItFits<R>(ask: (history: History) => Promise<R>): Promise<R> {
    for (;;) {
      try {
        return await ask(this.history);
      } catch (error) {
        if (!(error instanceof ContextWindowExceededError) || !this.#forget()) throw error;
      }
    }
  }

  #forget(): boolean {
    if (this.#earlier.length > 0) this.#earlier = this.#earlier.slice(1);
    else if (this.#own.length > 2) this.#own.splice(1, 1);
    else return false;
    return true;
  }
}

/** Takes the outputs as a model gives them; what cannot be read is told to the model. */
function submitTool(signature: Signature): Callable {
  const names = signature.outputFields.map(({ name }) => `\`${name}\``).join(', ');
  const definition = { name: SUBMIT, description: `Hands in the result: ${names}.`, parameters: signature.outputSchema() };
  const read = (args: object): Values => parseFields({ adapter: SUBMIT, signature, completion: JSON.stringify(args), written: new Map(Object.entries(args)), read: parseJsonValue });
  return { ...definition, call: (args) => observe<ToolOperation, Values>({ kind: 'tool', name: SUBMIT, tool: definition, args: args as Values }, async () => read(args)) };
}

function stepSignature({ inputFields, outputFields, instructions }: Signature, tools: readonly string[]): Signature<Values, NextStep> {
  const [given, wanted] = [inputFields, outputFields].map((fields) => fields.map(({ name }) => `\`${name}\``).join(', '));
  const text = [
    instructions,
    `You are an agent: work from ${given} towards ${wanted} with the tools ${tools.map((name) => `\`${name}\``).join(', ')}.`,
    `Call tools for as long as something is missing. As soon as you know it, call \`${SUBMIT}\` with ${wanted}.`,
  ].join('\n');
  // A question is asked once, in the first turn: later ones go without.
  const once = inputFields.filter(({ name }) => name !== 'history').map(({ name, type, description }) => makeField(name, { type: unionOf([type, NONE]), description }));
  return new Signature({ inputFields: once, outputFields: [], instructions: text })
    .append('input', 'history', 'History')
    .append('input', 'tools', 'list[Tool]')
    .append('output', 'next_thought', 'str')
    .append('output', 'tool_calls', 'ToolCalls') as Signature<Values, NextStep>;
}
