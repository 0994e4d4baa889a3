import type { Signature } from '@dspy-otel/dspy';
import type { Program, ProgramPiece, ProgramScope } from '../programs/program.ts';

export type Run = (inputs: Readonly<Record<string, unknown>>, scope: ProgramScope) => unknown;

export interface TestProgramParts extends Partial<Pick<Program, 'apiGateways' | 'cronGateways'>> {
  readonly signature?: Signature | undefined;
  /** What it gives before its result when it streams. */
  readonly pieces?: (inputs: Readonly<Record<string, unknown>>, scope: ProgramScope) => AsyncIterable<ProgramPiece> | Iterable<ProgramPiece>;
}

/** A program that runs a function. */
export function testProgram(name: string, run: Run, { signature, apiGateways = [], cronGateways = [], pieces = () => [] }: TestProgramParts = {}): Program {
  return {
    name,
    model: 'openai:gpt-4o-mini',
    modelName: 'openai/gpt-4o-mini',
    file: `src/modules/${name}.ts`,
    signature,
    apiGateways,
    cronGateways,
    run: async (inputs, scope) => run(inputs, scope),
    async *stream(inputs, scope) {
      yield* pieces(inputs, scope);
      return run(inputs, scope);
    },
  };
}
