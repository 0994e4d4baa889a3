import { isList, isObject, textOf, unpacked, type Json, type JsonObject } from './json.ts';
import type { Conversation, Message } from './message.ts';
import { readMessage } from './read-message.ts';

/** A span event, as far as messages go. */
export interface MessageEvent {
  readonly name: string;
  readonly attributes: JsonObject;
}

const NONE: Conversation = { input: [], output: [] };

/**
 * Prompt and answer of a model call in the form of OpenTelemetry's GenAI conventions, from whichever form they were sent in: GenAI's
 * attributes with JSON, its events, its flattened attributes (OpenLLMetry), the Vercel AI SDK's, MLflow's, LangSmith's. OpenInference's
 * messages are not read here: who shows them reads them as they are.
 */
export function readConversation(attributes: JsonObject, events: readonly MessageEvent[] = []): Conversation {
  const { input, output } = READERS.reduce<Conversation>((found, read) => {
    if (found.input.length > 0 && found.output.length > 0) return found;
    const next = read(attributes, events);
    return { input: found.input.length > 0 ? found.input : next.input, output: found.output.length > 0 ? found.output : next.output };
  }, NONE);
  return { input, output };
}

type Reader = (attributes: JsonObject, events: readonly MessageEvent[]) => Conversation;

const READERS: readonly Reader[] = [
  fromJsonAttributes, fromDetailsEvent, flattened('gen_ai.prompt', 'gen_ai.completion'), flattened('llm.prompts', 'llm.completions'), fromMessageEvents,
  fromAiSdk, fromMlflow, fromPromptAndCompletion,
];

function fromJsonAttributes(attributes: JsonObject): Conversation {
  const system = unpacked(attributes['gen_ai.system_instructions']);
  return {
    input: [...(system === undefined ? [] : [readMessage({ parts: system }, 'system')]), ...messages(attributes['gen_ai.input.messages'], 'user')],
    output: messages(attributes['gen_ai.output.messages'], 'assistant'),
  };
}

function fromDetailsEvent(_attributes: JsonObject, events: readonly MessageEvent[]): Conversation {
  const details = events.find(({ name }) => name === 'gen_ai.client.inference.operation.details');
  return details === undefined ? NONE : fromJsonAttributes(details.attributes);
}

/** `prefix.N.role`, `prefix.N.content`, `prefix.N.tool_calls.M.name`. */
function flattened(prompt: string, completion: string): Reader {
  return (attributes) => ({ input: unflatten(attributes, prompt, 'user'), output: unflatten(attributes, completion, 'assistant') });
}

function unflatten(attributes: JsonObject, prefix: string, role: string): readonly Message[] {
  const found = new Map<number, Fields>();
  const calls = new Map<number, Map<number, Fields>>();
  const name = new RegExp(String.raw`^${prefix.replaceAll('.', String.raw`\.`)}\.(\d{1,9})\.(?:tool_calls\.(\d{1,9})\.)?(\w+)$`);
  for (const [key, value] of Object.entries(attributes)) {
    const [, number, call, field] = name.exec(key) ?? [];
    if (number === undefined || field === undefined) continue;
    const message = entry<Fields>(found, Number(number), () => ({}));
    if (call === undefined) message[field] = value;
    else entry<Fields>(entry(calls, Number(number), () => new Map<number, Fields>()), Number(call), () => ({}))[field] = value;
  }
  return byNumber(found).map(([number, message]) => {
    const own = calls.get(number);
    return readMessage(own === undefined ? message : { ...message, tool_calls: byNumber(own).map(([, call]) => call) }, role);
  });
}

type Fields = Record<string, Json>;

function entry<Value>(map: Map<number, Value>, key: number, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function byNumber<Value>(map: ReadonlyMap<number, Value>): [number, Value][] {
  return [...map].toSorted(([one], [other]) => one - other);
}

/** One event a message: `gen_ai.user.message`, `gen_ai.choice`; earlier, `gen_ai.content.prompt` held all of them. */
function fromMessageEvents(_attributes: JsonObject, events: readonly MessageEvent[]): Conversation {
  const input: Message[] = [];
  const output: Message[] = [];
  for (const { name, attributes } of events) {
    const role = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(name)?.[1];
    if (role !== undefined) input.push(readMessage(eventBody(attributes), role));
    else if (name === 'gen_ai.choice') output.push(readMessage(eventBody(attributes), 'assistant'));
    else if (name === 'gen_ai.content.prompt') input.push(...messages(attributes['gen_ai.prompt'], 'user'));
    else if (name === 'gen_ai.content.completion') output.push(...messages(attributes['gen_ai.completion'], 'assistant'));
  }
  return { input, output };
}

function eventBody(attributes: JsonObject): JsonObject {
  const body = unpacked(attributes['gen_ai.event.content'] ?? attributes['body'] ?? attributes['event.body']);
  const own = isObject(body) ? body : attributes;
  const message = unpacked(own['message']);
  return isObject(message) ? { ...own, message } : own;
}

function fromAiSdk(attributes: JsonObject): Conversation {
  const prompt = unpacked(attributes['ai.prompt']);
  const outer = isObject(prompt) ? [...(prompt['system'] === undefined ? [] : [readMessage(prompt['system'], 'system')]), ...messages(prompt['messages'] ?? prompt['prompt'], 'user')] : [];
  const inner = messages(attributes['ai.prompt.messages'], 'user');
  const reasoning = attributes['ai.response.reasoning'];
  const answer = readMessage({
    role: 'assistant',
    content: [
      ...(reasoning === undefined ? [] : [{ type: 'reasoning', text: reasoning }]),
      ...[attributes['ai.response.text'], attributes['ai.response.object']].flatMap((text) => (text === undefined || text === '' ? [] : [{ type: 'text', text }])),
    ],
    tool_calls: attributes['ai.response.toolCalls'] ?? [],
    finish_reason: attributes['ai.response.finishReason'] ?? '',
  });
  return { input: inner.length > 0 ? inner : outer, output: answer.parts.length > 0 ? [answer] : [] };
}

function fromMlflow(attributes: JsonObject): Conversation {
  return { input: messages(attributes['mlflow.spanInputs'], 'user'), output: messages(attributes['mlflow.spanOutputs'], 'assistant') };
}

/** LangSmith: what the call was given and gave, as JSON. */
function fromPromptAndCompletion(attributes: JsonObject): Conversation {
  return { input: messages(attributes['gen_ai.prompt'], 'user'), output: messages(attributes['gen_ai.completion'], 'assistant') };
}

/** Messages in a list, in `messages`, `choices` or `generations`, or alone. */
function messages(value: Json | undefined, role: string): readonly Message[] {
  const json = unpacked(value);
  if (json === undefined || json === null || json === '') return [];
  if (isList(json)) return json.flatMap((item) => (isList(item) ? messages(item, role) : [readMessage(item, role)]));
  if (!isObject(json)) return [{ role, parts: [{ type: 'text', content: textOf(json) }] }];
  const list = json['messages'] ?? json['choices'] ?? json['generations'] ?? json['outputs'];
  return isList(list) ? messages(list, role) : [readMessage(json, role)];
}
