import type { Adapter } from '../adapter/adapter.ts';
import { makeField } from '../signature/field.ts';
import { Signature } from '../signature/signature.ts';

/** One step of an agent. */
export interface Step {
  /** Counts from 0; steps that were forgotten leave a gap. */
  readonly index: number;
  readonly thought: string;
  readonly toolName: string;
  readonly toolArgs: Readonly<Record<string, unknown>>;
  readonly observation: unknown;
}

/** Steps as Python DSPy keeps them: `thought_0`, `tool_name_0`, `tool_args_0`, `observation_0`, `thought_1`, … */
export type Trajectory = Readonly<Record<string, unknown>>;

export function trajectoryOf(steps: readonly Step[]): Trajectory {
  return Object.fromEntries(
    steps.flatMap(({ index, thought, toolName, toolArgs, observation }) => [
      [`thought_${index}`, thought],
      [`tool_name_${index}`, toolName],
      [`tool_args_${index}`, toolArgs],
      [`observation_${index}`, observation],
    ]),
  );
}

/** A trajectory as text, each part as the adapter shows an input of that name. */
export function trajectoryText(adapter: Adapter, trajectory: Trajectory): string {
  const inputFields = Object.keys(trajectory).map((name) => makeField(name, { type: { kind: 'any' } }));
  return adapter.formatInputs(new Signature({ inputFields, outputFields: [] }), trajectory);
}
