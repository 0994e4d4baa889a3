import { BaseLM } from '../lm/base-lm.ts';
import { LM, type LMOptions } from '../lm/lm.ts';
import type { ModelType } from '../lm/provider/provider.ts';
import { errorText } from '../error-text.ts';
import { dumpParams, readParams } from './lm-params-state.ts';
import type { ProgramState, StateSource } from './parameter.ts';
import { readRecord, readText, wrong } from './read-state.ts';

/** Python DSPy's own class; models of other classes cannot be made from their state. */
const LM_CLASS = 'dspy.clients.lm.LM';

/** Named in a file, these decide where prompts and the API key go. */
const UNSAFE = ['api_base', 'base_url', 'model_list', 'headers', 'extra_headers'];

const warned = new WeakSet<BaseLM>();

/** The state of a model, without its API key and headers; null for none, and, with a warning, for a class of one's own. */
export function dumpLM(lm: BaseLM | undefined): ProgramState | null {
  if (lm === undefined) return null;
  if (!(lm instanceof LM)) {
    if (!warned.has(lm)) process.emitWarning(`the model ${lm.model} is a ${lm.constructor.name}, which cannot be saved; set it again after loading (program.setLm)`, 'DSPyStateWarning');
    warned.add(lm);
    return null;
  }
  return {
    _dspy_lm_class: LM_CLASS,
    model: lm.model,
    model_type: lm.modelType,
    cache: lm.cache,
    num_retries: lm.numRetries,
    ...dumpParams(lm.params),
    ...(lm.apiBase !== undefined && { api_base: withoutCredentials(lm.apiBase) }),
    ...(lm.timeoutMs !== undefined && { timeout: lm.timeoutMs / 1000 }),
    finetuning_model: null,
    launch_kwargs: {},
    train_kwargs: {},
  };
}

/** The model of a state. `own` stays when it has that state: it may know a key that no file has. */
export function restoreLM(value: unknown, own: BaseLM | undefined, source: StateSource): BaseLM | undefined {
  if (value === null || value === undefined) return undefined;
  const state = readRecord(value, source, 'lm');
  const id = JSON.stringify(state);
  if (own instanceof LM && JSON.stringify(dumpLM(own)) === id) return own;
  const made = source.models.has(id) ? source.models.get(id) : make(state, source);
  source.models.set(id, made);
  return made;
}

function make(state: ProgramState, source: StateSource): BaseLM | undefined {
  const { makeLm = (saved) => makeBuiltIn(saved, source) } = source;
  let lm: unknown;
  try {
    lm = makeLm(state);
  } catch (cause) {
    throw wrong(source, 'lm', `cannot be made: ${errorText(cause)}`, cause);
  }
  if (lm === undefined || lm instanceof BaseLM) return lm;
  throw wrong(source, 'lm', 'has to be a model or undefined: makeLm returned something else');
}

function makeBuiltIn({ _dspy_lm_class: className = LM_CLASS, ...state }: ProgramState, source: StateSource): LM {
  const model = readText(state['model'], source, 'lm.model');
  if (className !== LM_CLASS) {
    throw new Error(`its class is ${String(className)}, which only Python has; say what to use instead: program.load(path, { makeLm: () => new LM('openai/gpt-4o-mini') })`);
  }
  const ignored = source.allowUnsafeLmState === true ? [] : UNSAFE.filter((key) => (state[key] ?? null) !== null);
  if (ignored.length > 0) {
    process.emitWarning(`${source.name}: ${ignored.join(', ')} of ${model} was not taken over; pass { allowUnsafeLmState: true } for a file that you trust`, 'DSPyStateWarning');
  }
  const safe = Object.fromEntries(Object.entries(state).filter(([key]) => !ignored.includes(key)));
  return new LM(model, options(safe));
}

function options(state: ProgramState): LMOptions {
  const { cache, model_type: modelType, num_retries: numRetries, timeout, api_base: apiBase, base_url: baseUrl, headers, extra_headers: extraHeaders } = state;
  const address = apiBase ?? baseUrl;
  const sent = headers ?? extraHeaders;
  return {
    ...readParams(state),
    // `LM` refuses what is none of its own: Python's interface for plain text.
    ...(typeof modelType === 'string' && { modelType: modelType as ModelType }),
    ...(typeof cache === 'boolean' && { cache }),
    ...(typeof numRetries === 'number' && { numRetries }),
    ...(typeof timeout === 'number' && { timeoutMs: timeout * 1000 }),
    ...(typeof address === 'string' && { apiBase: address }),
    ...(typeof sent === 'object' && sent !== null && { headers: Object.fromEntries(Object.entries(sent).map(([name, text]) => [name, String(text)])) }),
  };
}

/** An address may carry a user and password, or a key in its query. */
function withoutCredentials(address: string): string {
  const url = new URL(address);
  if (url.username === '' && url.password === '' && url.search === '') return address;
  url.username = '';
  url.password = '';
  url.search = '';
  return url.href;
}
