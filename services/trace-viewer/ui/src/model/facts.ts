import type { Attributes } from '../../../contract/scalars.ts';
import { asText, items, number, text } from './attributes.ts';
import { isList, isRecord, parseJson, type Json } from './values.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface ToolSchema {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the arguments. */
  readonly schema: Json;
}

/** The settings of a call, without those that were left unset and those that are shown elsewhere. */
export function readParameters(attrs: Attributes): readonly Fact[] {
  const json = parseJson(text(attrs, 'llm.invocation_parameters') ?? '');
  const given: readonly (readonly [string, Json])[] = isRecord(json) ? Object.entries(json) : genAiParameters(attrs);
  return given
    .filter(([name, value]) => value !== null && !['messages', 'tools', 'model', 'prompt'].includes(name))
    .map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) }));
}

function genAiParameters(attrs: Attributes): readonly (readonly [string, Json])[] {
  const prefix = 'gen_ai.request.';
  return Object.entries(attrs).filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]);
}

/** The tools that the model could call. */
export function readTools(attrs: Attributes): readonly ToolSchema[] {
  const told = items(attrs, 'llm.tools').map(({ attrs: own }) => parseJson(text(own, 'tool.json_schema') ?? ''));
  if (told.length > 0) return told.flatMap(toolSchema);
  const parameters = parseJson(text(attrs, 'llm.invocation_parameters') ?? '');
  const tools = isRecord(parameters) ? parameters['tools'] : undefined;
  return isList(tools) ? tools.flatMap(toolSchema) : [];
}

function toolSchema(json: Json | undefined): readonly ToolSchema[] {
  if (!isRecord(json)) return [];
  const tool = isRecord(json['function']) ? json['function'] : json;
  const { name, description, parameters, input_schema: schema } = tool;
  return [{
    name: typeof name === 'string' ? name : 'tool',
    description: typeof description === 'string' ? description : '',
    schema: parameters ?? schema ?? {},
  }];
}

/** An HTTP span in one line of facts; empty for any other span. */
export function readHttp(attrs: Attributes): readonly Fact[] {
  const method = text(attrs, 'http.request.method') ?? text(attrs, 'http.method');
  if (method === null) return [];
  const route = text(attrs, 'http.route') ?? text(attrs, 'url.path') ?? text(attrs, 'http.target') ?? '';
  const url = text(attrs, 'url.full') ?? text(attrs, 'http.url') ?? route;
  const status = number(attrs, 'http.response.status_code') ?? number(attrs, 'http.status_code');
  const facts: Fact[] = [{ name: 'Request', value: `${method} ${url}`.trim() }];
  if (status !== null) facts.push({ name: 'Response', value: String(status) });
  const errorType = text(attrs, 'error.type');
  if (errorType !== null && errorType !== String(status)) facts.push({ name: 'Error', value: errorType });
  const client = text(attrs, 'user_agent.original') ?? text(attrs, 'http.user_agent');
  if (client !== null) facts.push({ name: 'User agent', value: client });
  return facts;
}

/** Name, description and schema of the tool that a TOOL span ran. */
export function readTool(attrs: Attributes): { readonly description: string | null; readonly parameters: string | null } {
  const parameters = attrs['tool.parameters'] ?? attrs['tool.json_schema'] ?? null;
  return {
    description: text(attrs, 'tool.description') ?? text(attrs, 'gen_ai.tool.description'),
    parameters: parameters === null ? null : asText(parameters),
  };
}
