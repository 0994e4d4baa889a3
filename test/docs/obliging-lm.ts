import { BaseLM, type JSONSchema, type LMOutput, type LMRequest, type LMResponse } from '@dspy-otel/dspy';

/** A model for examples: gives every output field that it is asked for some value of its type. */
export class ObligingLM extends BaseLM {
  override readonly capabilities = { jsonSchema: true, tools: true };

  protected override async forward(request: LMRequest): Promise<LMResponse> {
    const output = answerTo(request);
    return {
      outputs: Array.from({ length: request.params.n ?? 1 }, () => output),
      usage: { promptTokens: 10, completionTokens: 2, totalTokens: 12 },
      model: this.model,
      cacheHit: false,
    };
  }
}

function answerTo({ messages, tools = [], params: { responseFormat } }: LMRequest): LMOutput {
  const last = tools.find(({ name }) => name === 'submit');
  if (last) return { text: '', finishReason: 'tool_calls', toolCalls: [{ id: 'call-1', name: last.name, args: valueOf(last.parameters) as Record<string, unknown> }] };
  const task = messages.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n');
  const schema = responseFormat?.type === 'json' ? responseFormat.schema : undefined;
  const fields = outputFields(task);
  const text = schema ? JSON.stringify(valueOf(schema)) : responseFormat?.type === 'json' ? JSON.stringify(Object.fromEntries(fields)) : written(task, fields);
  return { text, finishReason: 'stop' };
}

/** Names and values, by the second of the two numbered lists of fields. */
function outputFields(task: string): [string, string][] {
  const lines = [...task.matchAll(/^(\d+)\. `(\w+)` \((.*?)\):/gm)];
  const start = lines.findLastIndex(([, number]) => number === '1');
  return lines.slice(start).map(([, , name = '', type = '']) => [name, textOf(name, type)]);
}

function textOf(name: string, type: string): string {
  if (name === 'next_tool_name') return 'finish';
  if (name.includes('code')) return 'SUBMIT({ answer: 42 })';
  if (/^(?:int|float)/.test(type)) return '42';
  if (type.startsWith('bool')) return 'True';
  if (type.startsWith('list')) return '["Paris"]';
  if (type.startsWith('dict') || name.endsWith('_args')) return '{}';
  return /^Literal\[['"](.*?)['"]/.exec(type)?.[1] ?? 'Paris';
}

function written(task: string, fields: readonly (readonly [string, string])[]): string {
  if (task.includes('[[ ## completed ## ]]')) return [...fields.map(([name, value]) => `[[ ## ${name} ## ]]\n${value}`), '[[ ## completed ## ]]'].join('\n\n');
  return fields.map(([name, value]) => `<${name}>\n${value}\n</${name}>`).join('\n');
}

function valueOf(schema: JSONSchema): unknown {
  const { type, properties, enum: choices, items, anyOf } = schema as { type?: string; properties?: Record<string, JSONSchema>; enum?: unknown[]; items?: JSONSchema; anyOf?: JSONSchema[] };
  if (choices) return choices[0];
  if (anyOf?.[0]) return valueOf(anyOf[0]);
  if (properties) return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, valueOf(property)]));
  if (type === 'array') return items ? [valueOf(items)] : [];
  return { integer: 42, number: 42, boolean: true, object: {}, null: null }[type ?? ''] ?? 'Paris';
}
