import type { AppDependencies } from '../../app.ts';
import type { PromptRuns } from '../../prompt-runs/prompt-runs.ts';
import { PROMPT_RUNS_PATH } from '../fixed-paths.ts';
import { direct } from './program-routes.ts';
import type { RouteTable } from './route.ts';

/** Tells the models that prompts can be sent to, and sends them. */
export function addPromptRunRoutes(table: RouteTable, { program, models, defaultModel }: PromptRuns, deps: AppDependencies): void {
  table.add(PROMPT_RUNS_PATH, {
    name: PROMPT_RUNS_PATH,
    handlers: {
      GET: (ctx) => void (ctx.body = { models, default: defaultModel }),
      POST: direct(program, deps),
    },
  });
}
