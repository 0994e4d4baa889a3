import { createHash } from 'node:crypto';
import type { AdapterOperation, Message, Operation, Signature } from '@dspy-otel/dspy';
import { diag } from '@opentelemetry/api';

/** A prompt apart from the data in it. */
export interface PromptTemplate {
  /** The messages as text, each input as `{name}`; `undefined` when the adapter cannot write one. */
  readonly text: string | undefined;
  /** A short hash of the text. */
  readonly version: string | undefined;
}

interface Known extends PromptTemplate {
  readonly adapter: unknown;
  readonly demos: unknown;
}

const known = new WeakMap<Signature, Known>();

/** The adapter call whose question a model call asks. */
export function adapterCallOf({ parent }: Operation): AdapterOperation | undefined {
  return parent?.kind === 'adapter' ? parent : undefined;
}

/** Made once for each signature with its adapter and worked examples. */
export function promptTemplate({ adapter, signature, demos }: AdapterOperation): PromptTemplate {
  const before = known.get(signature);
  if (before?.adapter === adapter && before.demos === demos) return before;
  const text = templateText({ adapter, signature, demos });
  const version = text && createHash('sha256').update(text).digest('hex').slice(0, 12);
  const made: Known = { adapter, demos, text, version };
  known.set(signature, made);
  return made;
}

/**
 * The system message tells the inputs' types, so it is written for the signature as it is; the turns are written as if each input
 * were text, since `{name}` is no value of other types. Conversations so far are left out: their turns are data.
 */
function templateText({ adapter, signature, demos }: Pick<AdapterOperation, 'adapter' | 'signature' | 'demos'>): string | undefined {
  try {
    const shown = signature.inputFields.filter(({ type }) => type.kind !== 'custom' || type.type.turns === undefined);
    const asText = shown.reduce<Signature>((changed, { name }) => changed.updateField(name, { type: { kind: 'str' } }), signature);
    const placeholders = Object.fromEntries(shown.map(({ name }) => [name, `{${name}}`]));
    const [, ...turns] = adapter.format(asText, demos, placeholders);
    const [system] = adapter.format(signature, [], {});
    return [...(system ? [system] : []), ...turns].map(messageText).join('\n\n');
  } catch (error) {
    diag.debug('a prompt has no template in its traces', error);
    return undefined;
  }
}

function messageText({ role, content }: Message): string {
  return `${role}:\n${typeof content === 'string' ? content : content.map((part) => (part.type === 'text' ? part.text : `{${part.type}}`)).join('')}`;
}
