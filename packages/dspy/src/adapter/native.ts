import type { LMOutput, LMParams } from '../lm/request.ts';
import type { Values } from '../prediction/prediction.ts';
import type { Field } from '../signature/field.ts';
import { allowsNone, type CustomType, type FieldType } from '../signature/field-type.ts';
import type { Signature } from '../signature/signature.ts';
import { Reasoning } from '../types/reasoning.ts';
import { ToolCalls } from '../types/tool-calls.ts';
import { type Callable, toolType } from '../types/tool-type.ts';
import type { AdapterCall } from './adapter.ts';

/** How an adapter uses what models can do beside text. */
export interface AdapterOptions {
  /**
   * Gives the tools among the inputs to a model that can call tools, and reads the `ToolCalls` output from what it
   * calls. Otherwise tools are described in the prompt, and calls are written as text.
   */
  readonly useNativeFunctionCalling?: boolean | undefined;
  /** Whether a model may ask for several calls at once; the provider decides unless given. For native calls only. */
  readonly parallelToolCalls?: boolean | undefined;
}

/** Thinking that is asked for where a signature has a `Reasoning` output and nobody says how much. */
const DEFAULT_EFFORT = 'low';

interface NativeFields {
  readonly tools: Field | undefined;
  readonly calls: Field | undefined;
  readonly reasoning: readonly Field[];
}

const fieldsOf = new WeakMap<Signature, NativeFields>();

function nativeFields(signature: Signature): NativeFields {
  let fields = fieldsOf.get(signature);
  if (!fields) {
    fields = {
      tools: signature.inputFields.find(({ type }) => isType(type, toolType) || (type.kind === 'list' && type.item !== undefined && isType(type.item, toolType))),
      calls: signature.outputFields.find(isToolCalls),
      reasoning: signature.outputFields.filter(({ type }) => isType(type, Reasoning.signatureType)),
    };
    fieldsOf.set(signature, fields);
  }
  return fields;
}

function isType(type: FieldType, custom: CustomType): boolean {
  return type.kind === 'custom' && type.type === custom;
}

/** Whether a field holds calls of tools that a model asks for. */
export function isToolCalls({ type }: Field): boolean {
  return isType(type, ToolCalls.signatureType);
}

/** The call with tools and thoughts asked for as the model has them; their fields are then no part of the prompt. */
export function askNatively(call: AdapterCall, options: AdapterOptions): AdapterCall {
  const { tools, calls, reasoning } = nativeFields(call.signature);
  const isNative = options.useNativeFunctionCalling === true && call.lm.capabilities.tools === true;
  const { toolChoice, parallelToolCalls, ...params } = call.params;
  if (!isNative || !tools || !calls) {
    const isPlain = toolChoice === undefined && parallelToolCalls === undefined && call.tools === undefined;
    return askForThoughts(isPlain ? call : { ...call, params, tools: undefined }, reasoning);
  }
  const parallel = parallelToolCalls ?? options.parallelToolCalls;
  const choice = toolChoice ?? (parallel === undefined ? undefined : 'auto');
  const asked: AdapterCall = {
    ...call,
    params: { ...params, ...(choice !== undefined && { toolChoice: choice }), ...(parallel !== undefined && { parallelToolCalls: parallel }) },
    tools: toolsIn(call.inputs[tools.name]).map(({ name, description, parameters }) => ({ name, description, parameters })),
    signature: without(call.signature, [calls, tools]),
  };
  // A model that has no choice must not think first: some providers refuse that.
  return typeof choice === 'object' ? { ...asked, params: { ...asked.params, reasoningEffort: undefined } } : askForThoughts(asked, reasoning);
}

function toolsIn(value: unknown): readonly Callable[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.map((tool) => toolType.parse(tool));
}

function askForThoughts(call: AdapterCall, reasoning: readonly Field[]): AdapterCall {
  if (reasoning.length === 0 || call.lm.capabilities.reasoning !== true) return call;
  const reasoningEffort: LMParams['reasoningEffort'] = call.params.reasoningEffort ?? call.lm.params.reasoningEffort ?? DEFAULT_EFFORT;
  if (reasoningEffort === 'none') return call;
  return { ...call, params: { ...call.params, reasoningEffort }, signature: without(call.signature, reasoning) };
}

const reduced = new WeakMap<Signature, Map<string, Signature>>();

/** The signature without some fields; the same object each time, so that its prompt is made once. */
function without(signature: Signature, fields: readonly Field[]): Signature {
  const key = fields.map((field) => field.name).join();
  const known = reduced.get(signature) ?? new Map<string, Signature>();
  reduced.set(signature, known);
  const found = known.get(key);
  if (found) return found;
  let less: Signature = signature;
  for (const field of fields) less = less.delete(field.name);
  known.set(key, less);
  return less;
}

/**
 * What an answer says beside its text, and what stands for fields that the model did not write: its default, null where
 * the type allows that, no text, no calls, and null for the rest, which happens only beside calls of tools.
 */
export function withNative(signature: Signature, values: Values, output: LMOutput): Values {
  const { calls, reasoning } = nativeFields(signature);
  const isComplete = signature.outputFields.every((field) => Object.hasOwn(values, field.name) || field.optional);
  if (isComplete && (reasoning.length === 0 || output.reasoning === undefined)) return values;
  const read = (field: Field): unknown => {
    if (field === calls && !Object.hasOwn(values, field.name)) return new ToolCalls(output.toolCalls ?? []);
    if (reasoning.includes(field)) return output.reasoning ?? values[field.name] ?? '';
    return Object.hasOwn(values, field.name) ? values[field.name] : unwritten(field);
  };
  const present = signature.outputFields.filter((field) => Object.hasOwn(values, field.name) || !field.optional);
  return Object.fromEntries(present.map((field) => [field.name, read(field)]));
}

function unwritten(field: Field): unknown {
  if ('default' in field) return field.default;
  const isText = field.type.kind === 'str' || (field.type.kind === 'custom' && field.type.type === Reasoning.signatureType);
  return isText && !allowsNone(field.type) ? '' : null;
}
