import type { Prediction, Values } from '../prediction/prediction.ts';
import { checkedOptions, JavaScriptSandbox, type JavaScriptSandboxOptions, type SandboxResult } from '../sandbox/javascript-sandbox.ts';
import { SandboxError } from '../sandbox/sandbox-error.ts';
import { field } from '../signature/field-builder.ts';
import { pythonJson } from '../signature/python-json.ts';
import { ensureSignature, type Inputs, type Outputs, Signature, type SignatureSpec } from '../signature/signature.ts';
import { withoutFence } from '../types/code.ts';
import { describeTool } from '../types/tool-type.ts';
import { ChainOfThought, type WithReasoning } from './chain-of-thought.ts';
import { checkedMaxIters } from './max-iters.ts';
import { Module } from './module.ts';
import { fieldNames } from './trajectory.ts';

/** Bounds of a `ProgramOfThought`. */
export interface ProgramOfThoughtOptions {
  /** Most attempts to write code that runs; 3 unless given. */
  readonly maxIters?: number | undefined;
  /** Limits of the sandbox, and functions that the code may call. */
  readonly sandbox?: JavaScriptSandboxOptions | undefined;
}

type CodeWriter = ChainOfThought<Signature<Values, { generated_code: string }>>;

const CODE = field.str({ desc: 'JavaScript code that computes the answer' });

/**
 * Has the model write code that computes the answer, runs it in a sandbox (`JavaScriptSandbox`), and answers from what it
 * gave. Code that fails goes back to the model with its error.
 *
 * ```ts
 * import { ProgramOfThought } from '@dspy-otel/dspy';
 *
 * const pot = new ProgramOfThought('question -> answer: int', { sandbox: { timeoutMs: 1_000 } });
 * const { answer } = await pot.call({ question: 'How many of the numbers from 1 to 1,000 are divisible by 7?' });
 * ```
 */
export class ProgramOfThought<const S extends SignatureSpec = SignatureSpec> extends Module<WithReasoning<S>> {
  readonly maxIters: number;
  readonly sandbox: JavaScriptSandboxOptions;
  // State files know these under Python's names.
  readonly code_generate: CodeWriter;
  readonly code_regenerate: CodeWriter;
  readonly generate_output: ChainOfThought<Signature<Values, Outputs<S>>>;

  /**
   * @throws {SignatureError} when the signature string cannot be read, or has a field that the module needs for itself.
   * @throws {ConfigurationError} when `maxIters` or a limit cannot work.
   */
  constructor(signature: S, { maxIters = 3, sandbox = {} }: ProgramOfThoughtOptions = {}) {
    super();
    const asked: Signature = ensureSignature<SignatureSpec>(signature);
    this.signature = asked as WithReasoning<S>;
    this.maxIters = checkedMaxIters(maxIters);
    this.sandbox = checkedOptions(sandbox);
    this.code_generate = new ChainOfThought(codeSignature(asked, sandbox));
    this.code_regenerate = new ChainOfThought(repairSignature(asked, sandbox));
    this.generate_output = new ChainOfThought(answerSignature<S>(asked));
  }

  /** @throws {SandboxError} when none of the attempts wrote code that runs; of the last one. */
  override async forward(inputs: Inputs<S>): Promise<Prediction<{ reasoning: string } & Outputs<S>>> {
    const given = inputs as Values;
    await using sandbox = new JavaScriptSandbox(this.sandbox);
    let code = await this.write(this.code_generate, given);
    for (let attempt = 1; ; attempt += 1) {
      const output = await tryCode(sandbox, code);
      if (!(output instanceof SandboxError)) return this.generate_output.call({ ...given, final_generated_code: code, code_output: output });
      if (attempt >= this.maxIters) throw output;
      code = await this.write(this.code_regenerate, { ...given, previous_code: code, error: output.message });
    }
  }

  private async write(writer: CodeWriter, inputs: Values): Promise<string> {
    const { generated_code: written } = await writer.call(inputs);
    return withoutFence(written);
  }
}

/** What code gave, as JSON, or what is wrong with it. */
async function tryCode(sandbox: JavaScriptSandbox, code: string): Promise<string | SandboxError> {
  try {
    const result = await sandbox.run(code);
    return pythonJson(result.submitted === undefined ? shownResult(result) : { output: result.submitted });
  } catch (error) {
    if (error instanceof SandboxError && error.reason !== 'closed') return error;
    throw error;
  }
}

/** What code that submits nothing shows. */
function shownResult({ output, value }: SandboxResult): unknown {
  if (output !== '') return output;
  if (value !== undefined) return value;
  throw new SandboxError('the code came to its end without SUBMIT({ … }), and shows nothing either', { reason: 'error' });
}

function codeSignature({ inputFields, outputFields, instructions }: Signature, sandbox: JavaScriptSandboxOptions): Signature<Values, { generated_code: string }> {
  const lines = [
    `Write code that computes ${fieldNames(outputFields)} from ${fieldNames(inputFields)}. The task: ${instructions}`,
    ...codeRules(sandbox),
    `The code ends with SUBMIT({ ${outputFields.map(({ name }) => `${name}: …`).join(', ')} }), with the values it computed.`,
  ];
  return new Signature({ inputFields, outputFields: [], instructions: lines.join('\n') }).append('output', 'generated_code', CODE) as Signature<Values, { generated_code: string }>;
}

function repairSignature(asked: Signature, sandbox: JavaScriptSandboxOptions): Signature<Values, { generated_code: string }> {
  const signature = codeSignature(asked, sandbox);
  return signature
    .withInstructions(`${signature.instructions}\nThe code that was written before fails: put it right.`)
    .append('input', 'previous_code', field.str({ desc: 'the code that fails' }))
    .append('input', 'error', field.str({ desc: 'what it fails with' })) as Signature<Values, { generated_code: string }>;
}

function answerSignature<S extends SignatureSpec>({ inputFields, outputFields, instructions }: Signature): Signature<Values, Outputs<S>> {
  return new Signature({ inputFields, outputFields, instructions })
    .append('input', 'final_generated_code', field.str({ desc: 'code that computes the answer' }))
    .append('input', 'code_output', field.str({ desc: 'what that code gave' })) as Signature<Values, Outputs<S>>;
}

/** What code may do in the sandbox. */
export function codeRules({ tools = [] }: JavaScriptSandboxOptions): string[] {
  const rules = ['The code is modern JavaScript without any library, module, file or network; `await` is allowed.'];
  if (tools.length === 0) return rules;
  return [...rules, 'It may call these functions, each as `await tools["name"]({ … })` with one object of arguments:', ...tools.map((tool) => `- ${describeTool(tool)}`)];
}
