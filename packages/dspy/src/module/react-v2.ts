import { parseFields } from '../adapter/parse-fields.ts';
import { AdapterParseError, SignatureError } from '../errors.ts';
import { ContextWindowExceededError } from '../lm/lm-error.ts';
import type { LMParams } from '../lm/request.ts';
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
import { fieldNames } from './trajectory.ts';

/** What a `ReActV2` may do. */
export interface ReActV2Options {
  /** What the agent may use. None may be called `submit`. */
  readonly tools: readonly Callable[];
  /** Most steps before it has to answer; 20 unless given. */
  readonly maxIters?: number | undefined;
}

/** What the agent answers: the signature's outputs, the conversation with every call and its result, and why it ended. */
export type ReActV2Outputs<S extends SignatureSpec> = { history: History; termination_reason: 'submit' | 'forced_submit' } & Outputs<S>;

/** What the agent works from: the signature's inputs and, to go on with it, the `history` of an earlier answer. */
export type ReActV2Inputs<S extends SignatureSpec> = Inputs<S> & { history?: History | undefined };

interface NextStep {
  next_thought: string;
  tool_calls: ToolCalls;
}

interface NextCalls {
  readonly thought: string;
  readonly calls: readonly RequestedCall[];
}

interface Submission {
  readonly outputs?: Values | undefined;
  readonly problem?: string | undefined;
}

const MAX_ITERS = 20;
const SUBMIT = 'submit';
const OWN_OUTPUTS: ReadonlySet<string> = new Set(['history', 'termination_reason']);

/**
 * An agent whose steps are a conversation. With an adapter that uses native function calling, tools are the model's own
 * and may be called several at once; otherwise calls are written as text. The agent ends by calling `submit` with the
 * outputs; a model that stops calling tools, or has taken all its steps, may then only submit.
 *
 * ```ts
 * import { ChatAdapter, context, ReActV2, Tool } from '@dspy-otel/dspy';
 *
 * const add = new Tool({ name: 'add', description: 'Adds two numbers.', parameters: { x: 'int', y: 'int' }, func: ({ x, y }) => x + y });
 * const agent = new ReActV2('question -> answer: int', { tools: [add] });
 * const adapter = new ChatAdapter({ useNativeFunctionCalling: true });
 * const { answer, history } = await context({ adapter }, () => agent.call({ question: 'How much is 40 plus 2?' }));
 * const more = await context({ adapter }, () => agent.call({ question: 'And 3 more?', history }));
 * console.log(answer, more.answer);
 * ```
 */
export class ReActV2<const S extends SignatureSpec = SignatureSpec> extends Module<Signature<ReActV2Inputs<S>, ReActV2Outputs<S>>> {
  override signature: Signature<ReActV2Inputs<S>, ReActV2Outputs<S>>;
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
    const taken = asked.outputFields.find(({ name }) => OWN_OUTPUTS.has(name));
    if (taken) throw new SignatureError(`ReActV2 answers with a field "${taken.name}" of its own; give the output of the signature another name`);
    this.signature = asked as Signature<ReActV2Inputs<S>, ReActV2Outputs<S>>;
    this.maxIters = checkedMaxIters(maxIters);
    this.tools = toolsByName(tools, submitTool(asked));
    this.react = new Predict(stepSignature(asked, [...this.tools.keys()]));
  }

  /**
   * @param options for this call only.
   * @throws {AdapterParseError} when the model does not even submit once it can do nothing else.
   */
  override call(inputs: ReActV2Inputs<S>, options: { maxIters?: number } = {}): Promise<Prediction<ReActV2Outputs<S>>> {
    return this.announce(inputs, () => this.forward(inputs, options));
  }

  override async forward(inputs: ReActV2Inputs<S>, { maxIters = this.maxIters }: { maxIters?: number } = {}): Promise<Prediction<ReActV2Outputs<S>>> {
    const most = checkedMaxIters(maxIters);
    const { history, ...question } = inputs as Values;
    const talk = new Talk(history === undefined || history === null ? [] : History.signatureType.parse(history).messages);
    let asked: Values = question;
    for (let index = 0; index < most; index += 1) {
      const next = await this.nextCalls(talk, asked);
      if (next.calls.length === 0) break;
      const { outputs } = await this.act(talk, asked, next, index);
      if (outputs) return this.ended(talk, outputs, 'submit');
      asked = {};
    }
    return this.forcedSubmit(talk, asked, most);
  }

  /** What the model wants to be called; nothing when it cannot be read. */
  private async nextCalls(talk: Talk, question: Values): Promise<NextCalls> {
    try {
      return await this.ask(talk, question, [...this.tools.values()]);
    } catch (error) {
      if (error instanceof AdapterParseError) return { thought: error.completion, calls: [] };
      throw error;
    }
  }

  /** Leaves the model nothing but to submit. */
  private async forcedSubmit(talk: Talk, question: Values, most: number): Promise<Prediction<ReActV2Outputs<S>>> {
    const tools = [...this.tools.values()].filter(({ name }) => name === SUBMIT);
    const next = await this.ask(talk, question, tools, { toolChoice: { tool: SUBMIT } });
    const submits = next.calls.filter(({ name }) => name === SUBMIT);
    const { outputs, problem } = submits.length > 0 ? await this.act(talk, question, { ...next, calls: submits }, most) : {};
    if (outputs) return this.ended(talk, outputs, 'forced_submit');
    const missing = this.signature.outputFields.map(({ name }) => name);
    const why = problem ?? 'the model called nothing although nothing else was left to do';
    throw new AdapterParseError(`${this.constructor.name} has no answer, \`${SUBMIT}\` was not called with ${missing.join(', ')}: ${why}; raise maxIters, or use a model that is better with tools`, {
      adapter: this.constructor.name,
      signature: this.signature.name,
      completion: next.thought,
      missing,
    });
  }

  private async ask(talk: Talk, question: Values, tools: readonly Callable[], params: LMParams = {}): Promise<NextCalls> {
    const next = await talk.whileItFits((history) => this.react.call({ ...question, history, tools }, params));
    return { thought: next.next_thought, calls: next.tool_calls.toolCalls };
  }

  /** Makes the calls, all at once. Gives the outputs once they are submitted, or what was wrong with them. */
  private async act(talk: Talk, question: Values, next: NextCalls, index: number): Promise<Submission> {
    const calls = next.calls.map((call, position): RequestedCall & { id: string } => ({ ...call, id: call.id ?? `call_${index}_${position}` }));
    const results = await Promise.all(calls.map((call) => callTool(this.tools, call)));
    const submits = results.filter(({ name }) => name === SUBMIT);
    const outputs = submits.find(({ isError }) => !isError)?.value as Values | undefined;
    talk.add({ ...question, next_thought: next.thought, tool_calls: new ToolCalls(calls, results), ...outputs });
    return { outputs, problem: outputs ? undefined : (submits[0]?.value as string | undefined) };
  }

  private ended(talk: Talk, outputs: Values, reason: 'submit' | 'forced_submit'): Prediction<ReActV2Outputs<S>> {
    return new Prediction({ ...outputs, history: talk.history, termination_reason: reason });
  }
}

async function callTool(tools: ReadonlyMap<string, Callable>, { id, name, args, invalidArgs }: RequestedCall): Promise<CallResult> {
  const { value, isError } = invalidArgs === undefined ? await tryTool(tools, name, args) : { value: `The arguments of ${name} were no JSON object: ${invalidArgs}`, isError: true };
  return { callId: id, name, value, isError };
}

/** The conversation: an earlier one, then the question and the steps of this one. */
class Talk {
  #earlier: readonly Values[];
  readonly #own: Values[] = [];

  constructor(earlier: readonly Values[]) {
    this.#earlier = earlier;
  }

  get history(): History {
    return new History([...this.#earlier, ...this.#own]);
  }

  add(turn: Values): void {
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
  const names = fieldNames(signature.outputFields);
  const definition = { name: SUBMIT, description: `Hands in the result: ${names}.`, parameters: signature.outputSchema() };
  const read = (args: object): Values => parseFields({ adapter: SUBMIT, signature, completion: JSON.stringify(args), written: new Map(Object.entries(args)), read: parseJsonValue });
  return { ...definition, call: (args) => observe<ToolOperation, Values>({ kind: 'tool', name: SUBMIT, tool: definition, args: args as Values }, async () => read(args)) };
}

function stepSignature({ inputFields, outputFields, instructions }: Signature, tools: readonly string[]): Signature<Values, NextStep> {
  const wanted = fieldNames(outputFields);
  const text = [
    instructions,
    `You are an agent: work from ${fieldNames(inputFields)} towards ${wanted} with the tools ${tools.map((name) => `\`${name}\``).join(', ')}.`,
    `Call tools for as long as something is missing. As soon as you know it, call \`${SUBMIT}\` with ${wanted}.`,
  ].join('\n');
  // A question is asked once, in the first turn: later ones go without.
  const once = inputFields.filter(({ name }) => name !== 'history').map(({ name, type, description }) => makeField(name, { type: unionOf([type, NONE]), description }));
  return new Signature({ inputFields: once, outputFields: [], instructions: text })
    .append('input', 'history', 'History')
    .append('input', 'tools', 'list[Tool]')
    .append('output', 'next_thought', 'Reasoning')
    .append('output', 'tool_calls', 'ToolCalls') as Signature<Values, NextStep>;
}
