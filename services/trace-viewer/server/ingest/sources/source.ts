/** What a source can tell of a span, beside its kind and its messages. */
export const FACT_NAMES = [
  'model', 'provider', 'promptTokens', 'cacheReadTokens', 'cacheWriteTokens', 'completionTokens', 'reasoningTokens', 'totalTokens', 'cost', 'inputCost',
  'outputCost', 'sessionId', 'userId', 'tags', 'programVersion', 'cacheHit', 'finishReason', 'toolName', 'live', 'template', 'input', 'output',
] as const;
export type FactName = (typeof FACT_NAMES)[number];

/** How one source names things. */
export interface Source {
  /** The attributes that tell the kind, and what their values are called here. `'*'` is any other value; without one that value tells nothing. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, KindRule>>>>;
  /**
   * Attribute names for each fact, best first. `name#a.b` is the value at that path inside a text that is JSON or a map; `name#` is a JSON
   * text's own value.
   */
  readonly names: Readonly<Partial<Record<FactName, readonly string[]>>>;
}

export interface KindRule {
  /** OpenInference's word; `''` takes over the attribute's value in upper case. */
  readonly kind: string;
  /** Whether tokens and cost are those of this call alone; where not told, whether spans of that kind call a model themselves. */
  readonly ownUsage?: boolean;
}

/** Kinds that call a model themselves. An agent or a chain that reports usage repeats that of the calls below it. */
export const CALLING_KINDS: ReadonlySet<string> = new Set(['LLM', 'EMBEDDING', 'RERANKER']);
