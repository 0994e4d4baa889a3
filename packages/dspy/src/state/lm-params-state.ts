import { isRecord } from '../is-record.ts';
import type { LMParams, ResponseFormat, ToolChoice } from '../lm/request.ts';
import type { ProgramState } from './parameter.ts';

/** Parameters of a model whose values are the same in both languages, with Python's names. */
const NAMES = [
  ['temperature', 'temperature'],
  ['maxTokens', 'max_tokens'],
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['presencePenalty', 'presence_penalty'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['seed', 'seed'],
  ['stop', 'stop'],
  ['n', 'n'],
  ['reasoningEffort', 'reasoning_effort'],
  ['parallelToolCalls', 'parallel_tool_calls'],
  ['rolloutId', 'rollout_id'],
] as const;

/** What else a saved model says; none of it is sent to the provider as it is. */
const NOT_SENT = new Set([
  'model', 'model_type', 'cache', 'num_retries', 'timeout', 'api_base', 'base_url', 'model_list', 'headers', 'extra_headers', 'api_key',
  'finetuning_model', 'launch_kwargs', 'train_kwargs', 'provider', 'callbacks', 'use_developer_role', 'prompt_cache', 'engine', 'async_engine',
  'extra_body', 'response_format', 'tool_choice', 'max_completion_tokens',
]);

/** Names that hold secrets, in any spelling: `api_key`, `apiKey`, `aws_secret_access_key`, `Authorization`. */
const SECRET = /key|secret|token$|password|authorization|credential/i;

/** Parameters with Python's names. What looks like a secret is left out. */
export function dumpParams(params: LMParams): ProgramState {
  const { responseFormat, toolChoice, extraBody = {} } = params;
  const named = NAMES.flatMap(([name, saved]) => (params[name] === undefined ? [] : [[saved, params[name]] as const]));
  return {
    temperature: null,
    max_tokens: null,
    ...Object.fromEntries(named),
    ...(responseFormat && { response_format: dumpFormat(responseFormat) }),
    ...(toolChoice !== undefined && { tool_choice: typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.tool } } }),
    ...Object.fromEntries(Object.entries(extraBody).filter(([name]) => !SECRET.test(name) && !NOT_SENT.has(name))),
  };
}

/** The parameters of a saved model. Whatever has no name here is sent as it is. */
export function readParams(state: ProgramState): LMParams {
  const values = Object.fromEntries(Object.entries(state).filter(([, value]) => value !== null));
  const named = NAMES.flatMap(([name, saved]) => (values[saved] === undefined ? [] : [[name, values[saved]] as const]));
  const known = new Set<string>(NAMES.map(([, saved]) => saved));
  const others = Object.entries(values).filter(([name]) => !known.has(name) && !NOT_SENT.has(name));
  const extraBody = { ...Object.fromEntries(others), ...(isRecord(values['extra_body']) && values['extra_body']) };
  const { max_completion_tokens: maxTokens, response_format: format, tool_choice: choice } = values;
  return {
    ...(typeof maxTokens === 'number' && { maxTokens }),
    ...(Object.fromEntries(named) as LMParams),
    ...(typeof values['stop'] === 'string' && { stop: [values['stop']] }),
    ...(isRecord(format) && { responseFormat: readFormat(format) }),
    ...(choice !== undefined && { toolChoice: readChoice(choice) }),
    ...(Object.keys(extraBody).length > 0 && { extraBody }),
  };
}

function dumpFormat(format: ResponseFormat): ProgramState {
  if (format.type === 'text') return { type: 'text' };
  if (format.schema === undefined) return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: format.name ?? 'response', schema: format.schema } };
}

function readFormat(format: ProgramState): ResponseFormat {
  const { type, json_schema: asked } = format;
  if (type === 'text') return { type: 'text' };
  if (!isRecord(asked)) return { type: 'json' };
  const { name, schema } = asked;
  return { type: 'json', ...(typeof name === 'string' && { name }), ...(isRecord(schema) && { schema }) };
}

function readChoice(choice: unknown): ToolChoice {
  const chosen = isRecord(choice) && isRecord(choice['function']) ? choice['function']['name'] : choice;
  if (isRecord(choice) && typeof chosen === 'string') return { tool: chosen };
  return chosen === 'none' || chosen === 'required' ? chosen : 'auto';
}
