import type { PromptFigures } from '../api/analysis.ts';

/** The prompts of one predictor: its versions, the newest first. */
export interface PromptGroup {
  readonly name: string;
  readonly versions: readonly PromptVersion[];
}

export interface PromptVersion {
  /** 1 is the one that was used first. */
  readonly number: number;
  readonly prompt: PromptFigures;
}

/** Prompts of the same place in the same program belong together. Predictors come in the order in which the first of their prompts does. */
export function groupPrompts(prompts: readonly PromptFigures[]): readonly PromptGroup[] {
  const groups = Map.groupBy(prompts, ({ program, caller }) => nameOf(program, caller));
  return [...groups].map(([name, members]) => ({ name, versions: versionsOf(members) }));
}

function versionsOf(members: readonly PromptFigures[]): readonly PromptVersion[] {
  const oldestFirst = members.toSorted((a, b) => compare(a.first_used, b.first_used) || compare(a.key, b.key));
  return oldestFirst.map((prompt, index) => ({ number: index + 1, prompt })).toReversed();
}

function nameOf(program: string | null, caller: string | null): string {
  return [...new Set([program, caller])].filter((name) => name !== null).join(' › ') || 'Prompts outside of programs';
}

/** Whole numbers as texts. */
function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
