import { readFile } from 'node:fs/promises';
import { ConfigFileError } from './config-error.ts';
import { type ProjectConfig, projectConfigSchema } from './config-schema.ts';
import { ConfigSource } from './config-source.ts';

export const CONFIG_FILE = 'dspy.config.yaml';

/** A configuration that can be used as far as it can be told from the file. */
export interface LoadedConfig {
  readonly config: ProjectConfig;
  /** For what turns out to be wrong later: the error names the place in the file. */
  readonly errorAt: ConfigSource['errorAt'];
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks a project's configuration.
 *
 * @param file path, as it should appear in messages.
 * @param variables what `${NAME}` stands for.
 * @throws {ConfigFileError} for the first thing that is wrong.
 */
export async function loadConfig(file: string, variables: Variables): Promise<LoadedConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigFileError({ file }, '', `expected a readable file (${(cause as NodeJS.ErrnoException).code ?? 'unreadable'})`, { cause });
  }
  return parseConfig(text, file, variables);
}

/** {@link loadConfig} of a text that is at hand. */
export function parseConfig(text: string, file: string, variables: Variables): LoadedConfig {
  const source = new ConfigSource(text, file);
  source.expandScalars(variables);
  const parsed = projectConfigSchema.safeParse(source.toJS());
  if (!parsed.success) throw source.error(parsed.error.issues);
  checkReferences(parsed.data, source);
  return { config: parsed.data, errorAt: (...parts) => source.errorAt(...parts) };
}

function checkReferences({ models, program_models, retrievers }: ProjectConfig, source: ConfigSource): void {
  const known = Object.keys(models.registry).join(', ');
  const missing = (alias: string) => `expected one of models.registry (${known}), got ${JSON.stringify(alias)}`;
  if (!Object.hasOwn(models.registry, models.default)) throw source.errorAt(['models', 'default'], missing(models.default));
  for (const [program, alias] of Object.entries(program_models)) {
    if (!Object.hasOwn(models.registry, alias)) throw source.errorAt(['program_models', program], missing(alias));
  }
  if (retrievers && !Object.hasOwn(retrievers.registry, retrievers.default)) {
    const names = Object.keys(retrievers.registry).join(', ') || 'it is empty';
    throw source.errorAt(['retrievers', 'default'], `expected one of retrievers.registry (${names}), got ${JSON.stringify(retrievers.default)}`);
  }
}
