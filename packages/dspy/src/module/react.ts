import { AdapterParseError } from '../errors.ts';
import { ContextWindowExceededError } from '../lm/lm-error.ts';
import { Prediction, type Values } from '../prediction/prediction.ts';
import { field } from '../signature/field-builder.ts';
import { ensureSignature, type Inputs, type Outputs, Signature, type SignatureSpec } from '../signature/signature.ts';
import { Tool } from '../types/tool.ts';
import { type Callable, describeTool } from '../types/tool-type.ts';
import { ChainOfThought } from './chain-of-thought.ts';
import { checkedMaxIters } from './max-iters.ts';
import { Module } from './module.ts';
import { Predict } from './predict.ts';
import { toolsByName, tryTool } from './tool-set.ts';
import { askWithSteps, fieldNames, type Step, type Trajectory, trajectoryOf, withTrajectory } from './trajectory.ts';

/** What a `ReAct` may do. */
export interface ReActOptions {
  /** What the agent may use. None may be called `finish`. */
  readonly tools: readonly Callable[];
  /** Most steps before it has to answer; 20 unless given. */
  readonly maxIters?: number | undefined;
}

/** What an agent answers: the signature's outputs, the reasoning behind them, and every step it took. */
export type ReActOutputs<S extends SignatureSpec> = { trajectory: Trajectory; reasoning: string } & Outputs<S>;

interface NextStep {
  next_thought: string;
  next_tool_name: string;
  next_tool_args: Values;
}

const MAX_ITERS = 20;
const FINISH = 'finish';

/**
 * An agent: thinks, calls a tool, looks at what came back, and so on, until it knows enough to answer. A tool that fails
 * or does not exist is an observation like any other. When the steps no longer fit the model, the oldest are forgotten.
 *
 * ```ts
 * import { ReAct, Tool } from '@dspy-otel/dspy';
 *
 * const add = new Tool({ name: 'add', description: 'Adds two numbers.', parameters: { x: 'int', y: 'int' }, func: ({ x, y }) => x + y });
 * const agent = new ReAct('question -> answer: int', { tools: [add], maxIters: 5 });
 * const { answer, trajectory } = await agent.call({ question: 'How much is 40 plus 2?' });
 * ```
 */
export class ReAct<const S extends SignatureSpec = SignatureSpec> extends Module<Signature<Inputs<S>, ReActOutputs<S>>> {
  override signature: Signature<Inputs<S>, ReActOutputs<S>>;
  readonly maxIters: number;
  /** By name, `finish` included. */
  readonly tools: ReadonlyMap<string, Callable>;
  /** Decides on the next step. */
  readonly react: Predict<Signature<Values, NextStep>>;
  /** Answers from the steps. */
  readonly extract: ChainOfThought<Signature<Values, Outputs<S>>>;

  /**
   * @throws {SignatureError} when the signature string cannot be read, or has a field that the agent needs for itself.
   * @throws {ConfigurationError} when two tools have the same name, one is no `Tool`, or `maxIters` is no number of steps.
   */
  constructor(signature: S, { tools, maxIters = MAX_ITERS }: ReActOptions) {
    super();
    const asked: Signature = ensureSignature<SignatureSpec>(signature);
    this.signature = asked as Signature<Inputs<S>, ReActOutputs<S>>;
    this.maxIters = checkedMaxIters(maxIters);
    this.tools = toolsByName(tools, finishTool(asked));
    this.react = new Predict(stepSignature(asked, [...this.tools.values()]));
    this.extract = new ChainOfThought(withTrajectory(asked, asked.outputFields) as Signature<Values, Outputs<S>>);
  }

  /** @param options for this call only. */
  override call(inputs: Inputs<S>, options: { maxIters?: number } = {}): Promise<Prediction<ReActOutputs<S>>> {
    return this.announce(inputs, () => this.forward(inputs, options));
  }

  override async forward(inputs: Inputs<S>, { maxIters = this.maxIters }: { maxIters?: number } = {}): Promise<Prediction<ReActOutputs<S>>> {
    const most = checkedMaxIters(maxIters);
    const given = inputs as Values;
    const steps: Step[] = [];
    for (let index = 0; index < most && steps.at(-1)?.isLast !== true; index += 1) {
      const step = await this.nextStep(index, given, steps);
      if (!step) break;
      steps.push(step);
    }
    const extracted = await askWithSteps(steps, (trajectory) => this.extract.call({ ...given, trajectory }));
    return new Prediction({ trajectory: trajectoryOf(steps), ...extracted.toJSON() } as ReActOutputs<S>);
  }

  /** `undefined` when not even the first step fits the model: perhaps the answer does, which needs no tools. */
  private async nextStep(index: number, inputs: Values, steps: Step[]): Promise<Step | undefined> {
    try {
      const next = await askWithSteps(steps, (trajectory) => this.react.call({ ...inputs, trajectory }));
      const { next_thought: thought, next_tool_name: toolName, next_tool_args: toolArgs } = next;
      const { value: observation } = await tryTool(this.tools, toolName, toolArgs);
      return stepOf(index, thought, toolName, toolArgs, observation);
    } catch (error) {
      if (error instanceof AdapterParseError) return this.unreadableStep(index, error);
      if (error instanceof ContextWindowExceededError) return undefined;
      throw error;
    }
  }

  /** A step that could not be read is told as one that failed: the model may do better at the next. */
  private unreadableStep(index: number, { completion, field: name, written = '', message }: AdapterParseError): Step {
    const isUnknown = name === 'next_tool_name';
    const [problem] = message.split('\n');
    const observation = isUnknown ? `There is no such tool. The tools are: ${[...this.tools.keys()].join(', ')}.` : `This was no step: ${problem}`;
    return stepOf(index, completion, isUnknown ? written : '', {}, observation);
  }
}

function stepOf(index: number, thought: string, toolName: string, toolArgs: Values, observation: unknown): Step {
  const record = { [`thought_${index}`]: thought, [`tool_name_${index}`]: toolName, [`tool_args_${index}`]: toolArgs, [`observation_${index}`]: observation };
  return { record, isLast: toolName === FINISH };
}

function finishTool({ outputFields }: Signature): Tool {
  return new Tool({ name: FINISH, description: `Ends the work, once everything is known that it takes to say ${fieldNames(outputFields)}.`, func: () => 'Completed.' });
}

function stepSignature({ inputFields, outputFields, instructions }: Signature, tools: readonly Callable[]): Signature<Values, NextStep> {
  const lines = [
    instructions,
    '',
    `You are an agent: you get ${fieldNames(inputFields)} and work towards ${fieldNames(outputFields)} with tools, one call at a time. \`trajectory\` tells what you did so far and what came of it.`,
    'Each time, say in `next_thought` where things stand and what is to be done next, name the tool for it in `next_tool_name`, and give its arguments in `next_tool_args`, as a JSON object. What the tool gives is added to the trajectory as an observation.',
    'The tools:',
    ...tools.map((tool, index) => `${index + 1}. ${describeTool(tool)}`),
  ];
  return withTrajectory(new Signature({ inputFields, outputFields: [], instructions: lines.join('\n') }), [])
    .append('output', 'next_thought', 'str')
    .append('output', 'next_tool_name', field.literal(tools.map(({ name }) => name)))
    .append('output', 'next_tool_args', 'dict[str, Any]') as Signature<Values, NextStep>;
}
