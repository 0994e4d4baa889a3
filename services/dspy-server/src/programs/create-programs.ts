import { context, type LM, type Module } from '@dspy-otel/dspy';
import type { Environment } from '../config.ts';
import { ConfigFileError } from '../project/config-error.ts';
import type { ProjectConfig } from '../project/config-schema.ts';
import { createModel, createRetriever } from './create-model.ts';
import type { Discovery } from './discover.ts';
import type { Program, ProgramFailure } from './program.ts';

export interface Programs {
  readonly programs: ReadonlyMap<string, Program>;
  readonly failures: readonly ProgramFailure[];
}

/**
 * Makes one instance of every module that was found and ties it to its model.
 *
 * @param configFile named in errors.
 * @throws {ConfigFileError} when a model's configuration cannot work.
 */
export function createPrograms(found: Discovery, config: ProjectConfig, env: Environment, configFile: string): Programs {
  const models = modelsOf(config, env, configFile);
  const rm = retrieverOf(config);
  const programs = new Map<string, Program>();
  const failures = [...found.failures];
  for (const { name, file, create } of found.modules) {
    const alias = config.program_models[name] ?? config.models.default;
    const lm = models.get(alias);
    try {
      const module = create();
      // Nobody reads a history in a server, and it would keep the prompts and answers of the last 10,000 calls.
      const settings = { lm, ...(rm ? { rm } : {}), disableHistory: true };
      programs.set(name, {
        name,
        file,
        model: alias,
        signature: module.signature,
        run: (inputs, signal) => context({ ...settings, signal }, () => callOf(module, inputs)),
      });
    } catch (error) {
      failures.push({ file, reason: `new ${name}() failed: ${error instanceof Error ? error.message : typeof error}` });
    }
  }
  return { programs, failures };
}

/** The server has checked the inputs against the signature, which is all that TypeScript knows of their type. */
async function callOf(module: Module, inputs: Readonly<Record<string, unknown>>): Promise<unknown> {
  return module.call(inputs);
}

function modelsOf(config: ProjectConfig, env: Environment, configFile: string): ReadonlyMap<string, LM> {
  const used = new Set([config.models.default, ...Object.values(config.program_models)]);
  const models = new Map<string, LM>();
  for (const [alias, model] of Object.entries(config.models.registry)) {
    if (!used.has(alias)) continue;
    try {
      models.set(alias, createModel(model, env));
    } catch (cause) {
      throw new ConfigFileError({ file: configFile }, `models.registry.${alias}`, (cause as Error).message, { cause });
    }
  }
  return models;
}

function retrieverOf({ retrievers }: ProjectConfig) {
  const chosen = retrievers?.registry[retrievers.default];
  return chosen && createRetriever(chosen);
}
