import { context, type LM, type Module, StatusMessage, streamify, StreamListener, StreamResponse } from '@dspy-otel/dspy';
import type { Environment } from '../config.ts';
import { FIXED_PATHS } from '../http/fixed-paths.ts';
import { type Gateways, readGateways } from '../gateways/read-gateways.ts';
import { withoutSecrets } from '../http/without-secrets.ts';
import type { ProjectConfig } from '../project/config-schema.ts';
import type { LoadedConfig } from '../project/load-config.ts';
import { createModel, createRetriever } from './create-model.ts';
import type { Discovery } from './discover.ts';
import type { Program, ProgramPiece, Served } from './program.ts';

/**
 * Makes one instance of every module that was found and ties it to its model.
 *
 * @param fetch sends their model calls and searches.
 * @throws {ConfigFileError} when a model's configuration cannot work.
 */
export function createPrograms(found: Discovery, { config, errorAt }: LoadedConfig, env: Environment, fetch?: typeof globalThis.fetch): Served {
  const models = modelsOf(config, env, errorAt);
  const rm = retrieverOf(config);
  const programs = new Map<string, Program>();
  const failures = [...found.failures];
  const routes = new Set(found.modules.map(({ name }) => `POST /${name}`));
  for (const { name, file, create, gateway } of found.modules) {
    const alias = config.program_models[name] ?? config.models.default;
    const lm = models.get(alias);
    let doing = `new ${name}()`;
    try {
      const module = create();
      doing = `the gateway of ${name}`;
      const gateways = readGateways(gateway ?? Reflect.get(module, 'gateway'), name, routes);
      doing = `serving ${name}`;
      if (gateways.api.length === 0 && FIXED_PATHS.has(`/${name}`)) throw new Error(`POST /${name} is taken by the server; give the class another name`);
      // Nobody reads a history in a server, and it would keep the prompts and answers of the last 10,000 calls.
      const settings = { lm, ...(rm ? { rm } : {}), ...(fetch ? { fetch } : {}), disableHistory: true };
      programs.set(name, { name, file, model: alias, modelName: config.models.registry[alias]?.model ?? alias, ...programOf(module, settings, gateways) });
    } catch (error) {
      failures.push({ file, reason: withoutSecrets(`${doing} failed: ${error instanceof Error ? error.message : typeof error}`) });
    }
  }
  return { programs, failures };
}

type Running = Pick<Program, 'signature' | 'run' | 'stream' | 'apiGateways' | 'cronGateways'>;

/** How a module runs as a program, in the settings that are given. */
export function programOf(module: Module, settings: object, { api, cron }: Gateways): Running {
  return {
    signature: module.signature,
    apiGateways: api,
    cronGateways: cron,
    run: (inputs, { signal, observer }) => context({ ...settings, signal, observers: [observer] }, () => callOf(module, inputs)),
    stream: (inputs, { signal, observer }) => piecesOf(context({ ...settings, signal, observers: [observer] }, () => streamify(module, { streamListeners: listenersOf(module) })(inputs))),
  };
}

/** The server has checked the inputs against the signature, which is all that TypeScript knows of their type. */
async function callOf(module: Module, inputs: Readonly<Record<string, unknown>>): Promise<unknown> {
  return module.call(inputs);
}

/** To every output field of every predictor, each time it is asked. */
function listenersOf(module: Module): StreamListener[] {
  return module.predictors().flatMap((predict) => predict.signature.outputFields.map(({ name }) => new StreamListener({ signatureFieldName: name, predict, allowReuse: true })));
}

/** The prediction comes last, and is whatever `forward` returned. */
async function* piecesOf(items: AsyncIterable<unknown>): AsyncGenerator<ProgramPiece, unknown, undefined> {
  let result: unknown;
  for await (const item of items) {
    if (item instanceof StreamResponse || item instanceof StatusMessage) yield item;
    else result = item;
  }
  return result;
}

function modelsOf(config: ProjectConfig, env: Environment, errorAt: LoadedConfig['errorAt']): ReadonlyMap<string, LM> {
  const used = new Set([config.models.default, ...Object.values(config.program_models)]);
  const models = new Map<string, LM>();
  for (const [alias, model] of Object.entries(config.models.registry)) {
    if (!used.has(alias)) continue;
    try {
      models.set(alias, createModel(model, env));
    } catch (cause) {
      throw errorAt(['models', 'registry', alias, 'model'], inKeysOfTheFile((cause as Error).message), { cause });
    }
  }
  return models;
}

const KEYS: Readonly<Record<string, string>> = { apiBase: 'api_base', apiKey: 'api_key', maxTokens: 'max_tokens', modelType: 'model_type' };

/** The runtime names options as TypeScript does. */
function inKeysOfTheFile(message: string): string {
  return message.replaceAll(/\b(?:apiBase|apiKey|maxTokens|modelType)\b/g, (name) => KEYS[name] ?? name);
}

function retrieverOf({ retrievers }: ProjectConfig) {
  const chosen = retrievers?.registry[retrievers.default];
  return chosen && createRetriever(chosen);
}
