import type { Adapter } from '../adapter/adapter.ts';
import { defaultAdapter } from '../adapter/default-adapter.ts';
import { ContextWindowExceededError } from '../lm/lm-error.ts';
import { currentSettings } from '../settings.ts';
import { makeField } from '../signature/field.ts';
import { Signature } from '../signature/signature.ts';

/** Steps as Python DSPy keeps them: `thought_0`, `tool_name_0`, `tool_args_0`, `observation_0`, `thought_1`, … */
export type Trajectory = Readonly<Record<string, unknown>>;

/** One step of an agent. */
export interface Step {
  /** Its part of the trajectory; the names end in its number. */
  readonly record: Trajectory;
  /** Whether the agent is done. */
  readonly isLast: boolean;
}

export function trajectoryOf(steps: readonly Step[]): Trajectory {
  return Object.assign({}, ...steps.map(({ record }) => record)) as Trajectory;
}

/** Asks with the steps so far as text; when the model cannot take as much, without the oldest, as long as there are two. */
export async function askWithSteps<R>(steps: Step[], ask: (trajectory: string) => Promise<R>): Promise<R> {
  for (;;) {
    try {
      return await ask(trajectoryText(currentSettings().adapter ?? defaultAdapter, trajectoryOf(steps)));
    } catch (error) {
      if (!(error instanceof ContextWindowExceededError) || steps.length < 2) throw error;
      steps.shift();
    }
  }
}

/** A trajectory as text, each part as the adapter shows an input of that name. */
function trajectoryText(adapter: Adapter, trajectory: Trajectory): string {
  const inputFields = Object.keys(trajectory).map((name) => makeField(name, { type: { kind: 'any' } }));
  return adapter.formatInputs(new Signature({ inputFields, outputFields: [] }), trajectory);
}

/** The signature with the steps so far as one more input. */
export function withTrajectory({ inputFields, instructions }: Signature, outputFields: Signature['outputFields']): Signature {
  return new Signature({ inputFields, outputFields, instructions }).append('input', 'trajectory', 'str');
}

/** Fields by name, as instructions list them. */
export function fieldNames(fields: Signature['inputFields']): string {
  return fields.map(({ name }) => `\`${name}\``).join(', ');
}
