import type { ToolDefinition } from '../lm/request.ts';
import type { CustomType } from '../signature/field-type.ts';
import { pythonJson } from '../signature/python-json.ts';

/** What a value needs to be a tool to a signature; a `Tool` has it. */
export interface Callable extends ToolDefinition {
  call(args: object): Promise<unknown>;
}

/** Inputs that are tools: shown to a model in words, or given to it as tools of its own where it has such. */
export const toolType: CustomType<Callable> = {
  name: 'Tool',
  jsonSchema: () => ({ type: 'object', title: 'Tool' }),
  parse(value) {
    if (isCallable(value)) return value;
    throw new TypeError('expected a Tool: new Tool({ name, description, parameters, func })');
  },
  format: (value) => describeTool(toolType.parse(value)),
};

/** A tool in words: its name, what it is for, its arguments. */
export function describeTool({ name, description, parameters }: ToolDefinition): string {
  const purpose = description === undefined || description === '' ? '' : ` (${description.replaceAll(/\s+/g, ' ').trim()})`;
  return `${name}${purpose}; arguments: ${pythonJson(parameters['properties'] ?? {})}`;
}

export function isCallable(value: unknown): value is Callable {
  return (
    typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' && 'parameters' in value && 'call' in value && typeof value.call === 'function'
  );
}
