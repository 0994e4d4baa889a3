/** What a model can do beside answering with text. What nothing is known about, it cannot. */
export interface LMCapabilities {
  /** It can be held to answer with JSON. */
  readonly json?: boolean | undefined;
  /** It can be held to answer with JSON that fits a schema. */
  readonly jsonSchema?: boolean | undefined;
  /** It can be held to JSON where it may also ask for calls of tools; true unless given. */
  readonly jsonBesideTools?: boolean | undefined;
  /** It can ask for calls of tools. */
  readonly tools?: boolean | undefined;
  /** It thinks before it answers, and shows what it thought. */
  readonly reasoning?: boolean | undefined;
}

interface KnownModels {
  /** Models that the provider is known for; what is at its address under another name may be anything. */
  readonly known?: RegExp;
  /** What its models can do; a pattern says which of them, `not` which of them cannot. */
  readonly json?: Rule;
  readonly jsonSchema?: Rule;
  readonly jsonBesideTools?: Rule;
  readonly tools?: Rule;
  readonly reasoning?: Rule;
}

type Rule = boolean | RegExp | { readonly not: RegExp };

const THINKING_CLAUDE = /claude-(?:3-7|(?:opus|sonnet|haiku)-[4-9]|[4-9])/;

const OPENAI: KnownModels = {
  known: /^(?:ft:)?(?:gpt-|o\d|chatgpt-|codex-)/,
  json: { not: /^(?:ft:)?(?:gpt-4(?:-\d|$)(?!\d*-preview)|o1-mini|o1-preview)/ },
  jsonSchema: { not: /^(?:ft:)?(?:gpt-3\.5|gpt-4(?:-|$)|chatgpt-|o1-mini|o1-preview)/ },
  tools: { not: /^(?:chatgpt-|o1-mini|o1-preview)/ },
};

/** By provider. Chat completions of OpenAI do not show what a model thought. */
const PROVIDERS: Readonly<Record<string, KnownModels>> = {
  openai: OPENAI,
  azure: OPENAI,
  anthropic: { known: /claude/, jsonSchema: true, tools: true, reasoning: THINKING_CLAUDE },
  bedrock: { known: /claude|nova/, jsonSchema: true, tools: true, reasoning: THINKING_CLAUDE },
  gemini: { known: /gemini/, json: true, jsonSchema: true, jsonBesideTools: /gemini-[3-9]/, tools: true, reasoning: /gemini-(?:2\.5|[3-9])/ },
  groq: { json: true, jsonSchema: /gpt-oss|kimi-k2|llama-4/, tools: true, reasoning: /gpt-oss|qwen3|qwq/ },
  mistral: { known: /mistral|mixtral|ministral|magistral|codestral|pixtral|devstral/, json: true, jsonSchema: true, tools: true, reasoning: /magistral/ },
  ollama: { json: true, jsonSchema: true, tools: true },
  ollama_chat: { json: true, jsonSchema: true, tools: true },
  openrouter: { json: true, tools: true },
};

/** What a provider's model is known to do. */
export function knownCapabilities(provider: string, modelId: string): LMCapabilities {
  const models = Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : undefined;
  if (!models || (models.known && !models.known.test(modelId))) return {};
  const can = (rule: Rule = false): boolean => (typeof rule === 'boolean' ? rule : rule instanceof RegExp ? rule.test(modelId) : !rule.not.test(modelId));
  return { json: can(models.json), jsonSchema: can(models.jsonSchema), tools: can(models.tools), jsonBesideTools: can(models.jsonBesideTools ?? true), reasoning: can(models.reasoning) };
}
