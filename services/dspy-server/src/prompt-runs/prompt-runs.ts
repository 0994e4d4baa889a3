import type { LM } from '@dspy-otel/dspy';
import type { Environment } from '../config.ts';
import type { ProjectConfig } from '../project/config-schema.ts';
import { createModel } from '../programs/create-model.ts';
import { programOf } from '../programs/create-programs.ts';
import type { Program } from '../programs/program.ts';
import { createPromptRun, type PromptOrigin } from './prompt-run.ts';

/** No class can have this name, so that no program of a project is mistaken for it. */
const NAME = 'prompt-run';

/** Prompts that are sent to a project's models as they are. */
export interface PromptRuns {
  readonly program: Program;
  /** Those of the registry: an alias, and the model as its provider names it. */
  readonly models: readonly { readonly name: string; readonly model: string }[];
  readonly defaultModel: string;
}

/** @param fetch sends the calls. @param linkTo ties the trace of a run to where its prompt came from. */
export function createPromptRuns({ models: { registry, default: defaultModel } }: ProjectConfig, env: Environment, fetch: typeof globalThis.fetch, linkTo: (origin: PromptOrigin) => void): PromptRuns {
  const made = new Map<string, LM>();
  const lmOf = (alias: string): LM => {
    const config = registry[alias];
    if (!config) throw new Error(`models.registry has no ${alias}`);
    const lm = made.get(alias) ?? createModel(config, env);
    made.set(alias, lm);
    return lm;
  };
  const aliases = [defaultModel, ...Object.keys(registry).filter((alias) => alias !== defaultModel)] as const;
  const module = createPromptRun(aliases, lmOf, linkTo);
  const program = programOf(module, { fetch, disableHistory: true }, { api: [], cron: [] });
  return {
    program: { name: NAME, file: '', model: defaultModel, modelName: registry[defaultModel]?.model ?? defaultModel, ...program },
    models: aliases.map((name) => ({ name, model: registry[name]?.model ?? name })),
    defaultModel,
  };
}
