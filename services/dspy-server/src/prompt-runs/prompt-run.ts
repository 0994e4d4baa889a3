import { field, type Inputs, type LM, Module, type Outputs, Prediction, signature } from '@dspy-otel/dspy';
import { z } from 'zod';

const MOST_MESSAGES = 1000;

const Message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });
const Origin = z.strictObject({ trace_id: z.string().regex(/^[0-9a-f]{32}$/), span_id: z.string().regex(/^[0-9a-f]{16}$/) });

/** The model call that a prompt was taken from. */
export type PromptOrigin = z.infer<typeof Origin>;

/** What a prompt run takes and gives. `model` is an alias of the project's registry. */
function promptRunSignature(aliases: readonly [string, ...string[]]) {
  return signature({
    inputs: {
      model: z.enum(aliases),
      messages: z.array(Message).min(1).max(MOST_MESSAGES),
      temperature: field.optional('float'),
      max_tokens: field.optional('int'),
      origin: Origin.optional(),
    },
    outputs: { text: field.str(), response_model: field.str(), finish_reason: field.str(), cost: field.optional('float') },
  });
}

type PromptRunSignature = ReturnType<typeof promptRunSignature>;

/** Sends messages to a model as they are: a prompt that somebody changed and wants to see answered. */
class PromptRun extends Module<PromptRunSignature> {
  override readonly signature: PromptRunSignature;
  private readonly lmOf: (alias: string) => LM;
  private readonly linkTo: (origin: PromptOrigin) => void;

  constructor(aliases: readonly [string, ...string[]], lmOf: (alias: string) => LM, linkTo: (origin: PromptOrigin) => void) {
    super();
    this.signature = promptRunSignature(aliases);
    this.lmOf = lmOf;
    this.linkTo = linkTo;
  }

  override async forward({ model: alias, messages, temperature, max_tokens: maxTokens, origin }: Inputs<PromptRunSignature>): Promise<Prediction<Outputs<PromptRunSignature>>> {
    if (origin) this.linkTo(origin);
    // Whoever runs a prompt again wants to see what the model says, not what it said.
    const params = { cache: false, ...(temperature == null ? {} : { temperature }), ...(maxTokens == null ? {} : { maxTokens }) };
    const { outputs: [first], model, cost } = await this.lmOf(alias).call({ messages, params });
    return new Prediction({ text: first?.text ?? '', response_model: model, finish_reason: first?.finishReason ?? 'other', cost: cost ?? null });
  }
}

/** A module that sends messages to the model of an alias. @param linkTo ties the trace of a run to where its prompt came from. */
export function createPromptRun(aliases: readonly [string, ...string[]], lmOf: (alias: string) => LM, linkTo: (origin: PromptOrigin) => void): Module {
  return new PromptRun(aliases, lmOf, linkTo);
}
