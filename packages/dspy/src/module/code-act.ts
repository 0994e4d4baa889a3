import { AdapterParseError } from '../errors.ts';
import { ContextWindowExceededError } from '../lm/lm-error.ts';
import { Prediction, type Values } from '../prediction/prediction.ts';
import { checkedOptions, JavaScriptSandbox, type JavaScriptSandboxOptions } from '../sandbox/javascript-sandbox.ts';
import { SandboxError } from '../sandbox/sandbox-error.ts';
import { field } from '../signature/field-builder.ts';
import { pythonJson } from '../signature/python-json.ts';
import { ensureSignature, type Inputs, type Outputs, Signature, type SignatureSpec } from '../signature/signature.ts';
import { withoutFence } from '../types/code.ts';
import type { Callable } from '../types/tool-type.ts';
import { ChainOfThought } from './chain-of-thought.ts';
import { checkedMaxIters } from './max-iters.ts';
import { Module } from './module.ts';
import { Predict } from './predict.ts';
import { codeRules } from './program-of-thought.ts';
import type { ReActOutputs } from './react.ts';
import { askWithSteps, fieldNames, type Step, trajectoryOf, withTrajectory } from './trajectory.ts';

/** The tools, bounds and sandbox of a `CodeAct`. */
export interface CodeActOptions {
  /** Functions that code may call. */
  readonly tools: readonly Callable[];
  /** Most pieces of code before it has to answer; 5 unless given. */
  readonly maxIters?: number | undefined;
  /** Limits of the sandbox. */
  readonly sandbox?: Omit<JavaScriptSandboxOptions, 'tools'> | undefined;
}

interface NextCode {
  generated_code: string;
  finished: boolean;
}

/**
 * An agent that acts by writing code: each piece runs in a sandbox (`JavaScriptSandbox`) with the tools as functions, and
 * what it prints or submits is what the next piece is written from.
 *
 * ```ts
 * import { CodeAct, Tool } from '@dspy-otel/dspy';
 *
 * const price = new Tool({ name: 'price', description: 'Tells a price.', parameters: { item: 'str' }, func: ({ item }) => item.length });
 * const agent = new CodeAct('question -> answer: int', { tools: [price], maxIters: 3 });
 * const { answer, trajectory } = await agent.call({ question: 'What do tea and milk cost together?' });
 * ```
 */
export class CodeAct<const S extends SignatureSpec = SignatureSpec> extends Module<Signature<Inputs<S>, ReActOutputs<S>>> {
  readonly maxIters: number;
  readonly sandbox: JavaScriptSandboxOptions;
  /** Writes the next piece of code. */
  readonly codeact: Predict<Signature<Values, NextCode>>;
  /** Answers from the steps. */
  readonly extractor: ChainOfThought<Signature<Values, Outputs<S>>>;

  /**
   * @throws {SignatureError} when the signature string cannot be read, or has a field that the agent needs for itself.
   * @throws {ConfigurationError} when `maxIters` or a limit cannot work, two tools have the same name, or one is no `Tool`.
   */
  constructor(signature: S, { tools, maxIters = 5, sandbox = {} }: CodeActOptions) {
    super();
    const asked: Signature = ensureSignature<SignatureSpec>(signature);
    this.signature = asked as Signature<Inputs<S>, ReActOutputs<S>>;
    this.maxIters = checkedMaxIters(maxIters);
    this.sandbox = checkedOptions({ ...sandbox, tools });
    this.codeact = new Predict(stepSignature(asked, this.sandbox));
    this.extractor = new ChainOfThought(withTrajectory(asked, asked.outputFields) as Signature<Values, Outputs<S>>);
  }

  /** @param options for this call only. */
  override call(inputs: Inputs<S>, options: { maxIters?: number } = {}): Promise<Prediction<ReActOutputs<S>>> {
    return this.announce(inputs, () => this.forward(inputs, options));
  }

  override async forward(inputs: Inputs<S>, { maxIters = this.maxIters }: { maxIters?: number } = {}): Promise<Prediction<ReActOutputs<S>>> {
    const most = checkedMaxIters(maxIters);
    const given = inputs as Values;
    const steps: Step[] = [];
    await using sandbox = new JavaScriptSandbox(this.sandbox);
    for (let index = 0; index < most && steps.at(-1)?.isLast !== true; index += 1) {
      const step = await this.nextStep(index, given, steps, sandbox);
      if (!step) break;
      steps.push(step);
    }
    const extracted = await askWithSteps(steps, (trajectory) => this.extractor.call({ ...given, trajectory }));
    return new Prediction({ trajectory: trajectoryOf(steps), ...extracted.toJSON() } as ReActOutputs<S>);
  }

  /** `undefined` when not even the first step fits the model: perhaps the answer does. */
  private async nextStep(index: number, inputs: Values, steps: Step[], sandbox: JavaScriptSandbox): Promise<Step | undefined> {
    try {
      const { generated_code: written, finished } = await askWithSteps(steps, (trajectory) => this.codeact.call({ ...inputs, trajectory }));
      const code = withoutFence(written);
      return { record: { [`generated_code_${index}`]: code, ...(await outcomeOf(sandbox, code, index)) }, isLast: finished };
    } catch (error) {
      if (error instanceof ContextWindowExceededError) return undefined;
      if (!(error instanceof AdapterParseError)) throw error;
      const [problem] = error.message.split('\n');
      return { record: { [`generated_code_${index}`]: error.completion, [`observation_${index}`]: `This was no step: ${problem}` }, isLast: false };
    }
  }
}

/** What a piece of code gave, or what it failed with, under the names that Python DSPy has for them. */
async function outcomeOf(sandbox: JavaScriptSandbox, code: string, index: number): Promise<Values> {
  try {
    const { output, submitted, value } = await sandbox.run(code);
    const result = submitted ?? (output === '' ? value : undefined);
    return { [`code_output_${index}`]: [output, ...(result === undefined ? [] : [pythonJson(result)])].filter((text) => text !== '').join('\n') };
  } catch (error) {
    if (!(error instanceof SandboxError) || error.reason === 'closed') throw error;
    return { [`observation_${index}`]: `The code failed: ${error.message}${error.output === '' ? '' : `\nIt printed: ${error.output}`}` };
  }
}

function stepSignature({ inputFields, outputFields, instructions }: Signature, sandbox: JavaScriptSandboxOptions): Signature<Values, NextCode> {
  const lines = [
    instructions,
    '',
    `You are an agent that acts by writing code: you get ${fieldNames(inputFields)} and work towards ${fieldNames(outputFields)}, one piece of code at a time. \`trajectory\` tells what the pieces so far gave.`,
    ...codeRules(sandbox),
    'Print what you want to see with `print(…)`. Variables are gone after each piece; what a later piece needs goes into the object `state`.',
    'Set `finished` once this piece prints all that is needed to answer.',
  ];
  return withTrajectory(new Signature({ inputFields, outputFields: [], instructions: lines.join('\n') }), [])
    .append('output', 'generated_code', field.str({ desc: 'the next piece of JavaScript' }))
    .append('output', 'finished', field.bool({ desc: 'whether this is the last piece' })) as Signature<Values, NextCode>;
}
