/**
 * Writes the fixtures beside this file from recordings of Python DSPy: `node test-fixtures/extract.ts <recordings>`.
 * It keeps structure and values (roles, fields, order, types, answers) and no wording of DSPy's prompts or messages.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAdapterRequest } from './adapter-prompt.ts';
import { readAgentRequest, readTree, withoutWording } from './agent-structure.ts';
import { type ChatMessage, readNote, readPrompt } from './prompt-structure.ts';

const LEFT_OUT = 'Not supplied for this particular example.';
const CASES = [
  'a_predict',
  'a_predict_config',
  'a_predict_wrong_type_input',
  'a_predict_missing_extra_inputs',
  'b_typed_chat',
  'b_list_in_str_field',
  'c_cot',
  'd_myrag',
  'l_demos_chat',
  'm_history_chat',
];

interface Exchange {
  readonly path: string;
  readonly body: ({ readonly messages: readonly ChatMessage[] } & Record<string, unknown>) | null;
}

const recordings = process.argv[2];
if (recordings === undefined) throw new Error('usage: node test-fixtures/extract.ts <folder with recordings>');

function lines(file: string): unknown[] {
  const text = readFileSync(join(recordings ?? '', file), 'utf8');
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown);
}

function table(file: string): Record<string, unknown>[] {
  const text = readFileSync(join(recordings ?? '', 'meta', file), 'utf8').replaceAll(/\bNaN\b/g, '"NaN"').replaceAll(/\bInfinity\b/g, '"Infinity"');
  return JSON.parse(text) as Record<string, unknown>[];
}

function write(name: string, value: unknown): void {
  writeFileSync(new URL(name, import.meta.url), `${JSON.stringify(value, null, 1)}\n`);
}

function extractCase(name: string): Record<string, unknown> {
  const requests = (lines(`${name}/requests.jsonl`) as Exchange[]).filter((request) => request.path.endsWith('/chat/completions'));
  const responses = lines(`${name}/responses.jsonl`) as { body: { choices?: { message: { content: string } }[] } }[];
  const { prediction } = JSON.parse(readFileSync(join(recordings ?? '', name, 'prediction.json'), 'utf8')) as { prediction: unknown };
  const exchanges = requests.map((request) => {
    const { messages = [], ...body } = request.body ?? {};
    const { task, ...prompt } = readPrompt(messages, LEFT_OUT);
    // Instructions that were made from the field names are wording, too.
    return { body, prompt: { ...prompt, task: task[0]?.startsWith('Given the fields') ? null : task } };
  });
  const answers = responses.flatMap((response) => response.body.choices?.map((choice) => choice.message.content) ?? []);
  return { exchanges, answers, prediction };
}

write('programs.json', Object.fromEntries(CASES.map((name) => [name, extractCase(name)])));
const ADAPTERS = [
  'k_simple_json', 'k_simple_xml', 'k_simple_twostep', 'k_typed_json', 'k_typed_xml', 'k_typed_twostep', 'l_demos_json', 'l_demos_twostep', 'm_history_json', 'n_image_data',
  'n_image_url', 'b_typed_chat_nohint', 'b_inline_types', 'h_bestofn', 'a_reasoning_model', 'o_badtype', 'o_empty', 'o_missing_field', 'o_malformed_always',
  'o_malformed_fallback', 'o_malformed_json', 'o_malformed_nofallback', 'o_malformed_xml',
];
write('adapters.json', Object.fromEntries(ADAPTERS.map((name) => [name, extractAdapterCase(name)])));
const AGENTS = [
  'e_react_async', 'e_react_sync_conv', 'e_react_json', 'e_react_ctx', 'f_reactv2_native', 'f_reactv2_chat', 'f_toolcalls_predict', 'g_mcc', 'i_pot_local', 'i_pot_local_retry',
];
write('agents.json', Object.fromEntries(AGENTS.map((name) => [name, extractAgent(name)])));
write('trees.json', Object.fromEntries(['j_batch', 'j_nested_parallel_1thread', 'j_parallel_error', 'j_async_gather'].map((name) => [name, tree(name)])));

function extractAdapterCase(name: string): Record<string, unknown> {
  const requests = (lines(`${name}/requests.jsonl`) as Exchange[]).map(({ body }) => readAdapterRequest({ ...body }, LEFT_OUT));
  const answers = (lines(`${name}/responses.jsonl`) as { body: { choices: { message: { content: string } }[] } }[]).map(({ body }) => body.choices[0]?.message.content);
  const { prediction } = JSON.parse(readFileSync(join(recordings ?? '', name, 'prediction.json'), 'utf8')) as { prediction: { store?: unknown; r?: { store: unknown } } | null };
  return { requests, answers, prediction: prediction?.store ?? prediction?.r?.store ?? null };
}

function extractAgent(name: string): Record<string, unknown> {
  const requests = (lines(`${name}/requests.jsonl`) as Exchange[]).map(({ body }) => readAgentRequest({ ...body }, LEFT_OUT));
  const replies = (lines(`${name}/responses.jsonl`) as { status: number; body: { choices?: { message: { content: string; tool_calls?: unknown } }[] } }[]).map(({ status, body }) => {
    const message = body.choices?.[0]?.message;
    return message ? { status, message: { content: message.content && withoutWording(message.content), tool_calls: message.tool_calls } } : { status, body };
  });
  const { prediction } = JSON.parse(readFileSync(join(recordings ?? '', name, 'prediction.json'), 'utf8')) as { prediction: { store: unknown } | null };
  const values = prediction && (JSON.parse(JSON.stringify(prediction.store), (_key, value: unknown) => (typeof value === 'string' ? withoutWording(value) : value)) as unknown);
  return { requests, replies, prediction: values, tree: tree(name) };
}

function tree(name: string): string[] {
  return readTree(readFileSync(join(recordings ?? '', name, 'tree.txt'), 'utf8'));
}

write('signature-strings.json', table('signature_strings.json').map(({ signature, ok }) => ({ signature, fields: isRecord(ok) ? { inputs: fields(ok['inputs']), outputs: fields(ok['outputs']) } : null })));
write('parse-value.json', table('parse_value.json').map(({ type, input, ok }) => ({ type, input, result: isRecord(ok) ? { value: ok['json'] } : null })));
write('adapter-parse.json', table('adapter_parse.json').map(({ adapter, signature, completion, ok }) => ({ adapter, signature, completion, values: ok ?? null })));
write(
  'callbacks.json',
  Object.fromEntries(['a_predict', 'd_myrag', 'e_react_async', 'r_evaluate'].map((name) => [name, extractCallbacks(name)])),
);

const shownTypes = JSON.parse(readFileSync(join(recordings, 'meta', 'type_rendering.json'), 'utf8')) as Record<string, { ok?: { annotation_name: string; note: string; reminder: string } }>;
write(
  'types.json',
  Object.entries(shownTypes).flatMap(([type, { ok }]) => (ok ? [{ type, name: ok.annotation_name, note: readNote(ok.note.replace(/^\{f\}/, '')), reminder: /Python (.*?)\)/.exec(ok.reminder)?.[1] ?? '' }] : []))
    // Schemas of Python's own types repeat their documentation.
    .filter(({ type }) => !/Image|Audio|File|History|Tool|Code|Reasoning/.test(type)),
);

const { names } = JSON.parse(readFileSync(join(recordings, 'meta', 'public_names.json'), 'utf8')) as { names: Record<string, { kind: string }> };
const methods = JSON.parse(readFileSync(join(recordings, 'meta', 'class_methods.json'), 'utf8')) as Record<string, Record<string, string>>;
write('python-names.json', {
  names: Object.entries(names).filter(([, { kind }]) => kind !== 'module').map(([name]) => name),
  methods: Object.fromEntries(Object.entries(methods).map(([name, of]) => [name, Object.keys(of).filter((method) => !method.startsWith('_'))])),
});

function extractCallbacks(name: string): unknown {
  const events = JSON.parse(readFileSync(join(recordings ?? '', name, 'callbacks.json'), 'utf8')) as Record<string, unknown>[];
  return events.map(({ hook, call_id: callId, parent_call_id: parent = null, instance = null }) => ({ hook, callId, parent, instance }));
}

for (const name of readdirSync(join(recordings, 'saved')).filter((file) => file.endsWith('.json'))) {
  const text = readFileSync(join(recordings, 'saved', name), 'utf8');
  // Instructions that were made from the field names are wording of DSPy's.
  writeFileSync(new URL(`saved/${name}`, import.meta.url), text.replace(/"Given the fields .*?"/, '"Say what you know."'));
}

function fields(list: unknown): unknown {
  return (list as { name: string; type: string; prefix: string }[]).map(({ name, type, prefix }) => ({ name, type, prefix }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
