import { inspect } from 'node:util';
import { errorText } from '../error-text.ts';
import { ConfigurationError } from '../errors.ts';
import { currentSettings } from '../settings.ts';
import { type Callable, isCallable } from '../types/tool-type.ts';

/** What a call of a tool came to: its result, or in words why there is none. */
export interface ToolOutcome {
  readonly value: unknown;
  readonly isError: boolean;
}

/**
 * Tools by name, the program's own as the last.
 *
 * @throws {ConfigurationError} when two have the same name, or one is no `Tool`.
 */
export function toolsByName(tools: readonly Callable[], own: Callable): ReadonlyMap<string, Callable> {
  const byName = new Map<string, Callable>();
  for (const tool of [...tools, own]) {
    if (!isCallable(tool)) throw new ConfigurationError(`tools has to be a list of new Tool({ name, description, parameters, func }), got ${inspect(tool, { depth: 0 })}: alone it does not say what it takes`);
    if (byName.has(tool.name)) throw new ConfigurationError(`there are two tools "${tool.name}"; give each a name of its own${tool === own ? ` ("${own.name}" is how the program ends)` : ''}`);
    byName.set(tool.name, tool);
  }
  return byName;
}

/** Calls a tool that a model asks for. What goes wrong is for the model to read, unless the program was cancelled. */
export async function tryTool(tools: ReadonlyMap<string, Callable>, name: string, args: object): Promise<ToolOutcome> {
  const tool = tools.get(name);
  if (!tool) return { value: `There is no tool "${name}". The tools are: ${[...tools.keys()].join(', ')}.`, isError: true };
  try {
    return { value: await tool.call(args), isError: false };
  } catch (error) {
    if (currentSettings().signal?.aborted === true) throw error;
    return { value: `${name} failed: ${failureText(error)}`, isError: true };
  }
}

/** Type and message, without a stack: what it says must not depend on whether anybody watches. */
function failureText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${errorText(error)}` : errorText(error);
}
