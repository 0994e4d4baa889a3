import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { isJsonObject } from '../prompt/json-schema.ts';

const Part = z.looseObject({ type: z.string(), text: z.string().optional() }).refine((part) => part.type !== 'text' || part.text !== undefined, {
  error: 'a part of type "text" needs a text',
  path: ['text'],
});

const ToolCallPart = z.looseObject({
  id: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

const Message = z
  .looseObject({
    role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
    content: z.union([z.string(), z.array(Part)]).nullish(),
    tool_calls: z.array(ToolCallPart).nullish(),
    tool_call_id: z.string().nullish(),
  })
  .refine(({ role, content, tool_calls: calls }) => role === 'assistant' || (content !== undefined && content !== null) || calls !== undefined, {
    error: 'a message needs content',
    path: ['content'],
  })
  .refine(({ role, tool_call_id: id }) => role !== 'tool' || typeof id === 'string', { error: 'a tool message needs a tool_call_id', path: ['tool_call_id'] });

const FunctionTool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string().regex(/^[\w-]{1,64}$/, 'a tool name has 1 to 64 letters, digits, _ and -'),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
  }),
});

const ResponseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({ name: z.string().min(1), schema: z.record(z.string(), z.unknown()).optional() }),
  }),
]);

const tokenLimit = z.int().min(1).nullish();

const Body = z
  .looseObject({
    model: z.string().min(1),
    messages: z.array(Message).min(1),
    n: z.int().min(1).max(128).nullish(),
    max_completion_tokens: tokenLimit,
    max_tokens: tokenLimit,
    temperature: z.number().min(0).max(2).nullish(),
    stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
    response_format: ResponseFormat.nullish(),
    tools: z.array(FunctionTool).nullish(),
    tool_choice: z
      .union([z.enum(['none', 'auto', 'required']), z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) })])
      .nullish(),
  })
  .refine((body) => !body.stream_options || body.stream === true, { error: 'stream_options is only allowed when stream is true', path: ['stream_options'] })
  .refine((body) => !body.tool_choice || (body.tools?.length ?? 0) > 0, { error: 'tool_choice is only allowed when tools are given', path: ['tool_choice'] });

/** A checked body of `POST /v1/chat/completions`. */
export type ChatRequest = z.output<typeof Body>;
export type ChatMessage = ChatRequest['messages'][number];

/** @throws ApiError 400 that names the parameter at fault */
export function readChatRequest(body: unknown): ChatRequest {
  if (!isJsonObject(body)) {
    throw new ApiError('The body must be a JSON object, sent with Content-Type: application/json.', { status: 400, code: 'invalid_json' });
  }
  const result = Body.safeParse(body);
  if (result.success) return result.data;
  const issue = deepest(result.error.issues);
  const param = pathOf(issue.path);
  const missing = issue.code === 'invalid_type' && valueAt(body, issue.path) === undefined;
  throw new ApiError(missing ? `Missing required parameter: '${param}'.` : `Invalid '${param}': ${issue.message}.`, {
    status: 400,
    code: missing ? 'missing_required_parameter' : 'invalid_value',
    param,
  });
}

/** The text of a message: its text parts, with a word in place of an image or a sound. */
export function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? `[${part.type.replace(/_url$/, '')}]`).join('');
}

/** In a union the issue that goes deepest into the value is about the option that was meant. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const [first] = issues;
  if (!first) throw new Error('a failed check has at least one issue');
  if (first.code !== 'invalid_union') return first;
  const inner = first.errors.flat().toSorted((a, b) => b.path.length - a.path.length)[0];
  if (!inner || inner.path.length === 0) return first;
  return deepest([{ ...inner, path: first.path.concat(inner.path) }]);
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`), '');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value);
}
