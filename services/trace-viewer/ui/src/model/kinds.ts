/** A kind as the page draws it: one colour, one icon and one word for each. */
type KindFamily =
  | 'llm' | 'chain' | 'retriever' | 'tool' | 'agent' | 'embedding' | 'reranker' | 'guardrail' | 'evaluator' | 'prompt'
  | 'server' | 'client' | 'messaging' | 'internal';

export interface Kind {
  readonly family: KindFamily;
  /** The word shown beside colour and icon. */
  readonly label: string;
}

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['LLM', { family: 'llm', label: 'LLM' }],
  ['CHAIN', { family: 'chain', label: 'Chain' }],
  ['RETRIEVER', { family: 'retriever', label: 'Retriever' }],
  ['TOOL', { family: 'tool', label: 'Tool' }],
  ['AGENT', { family: 'agent', label: 'Agent' }],
  ['EMBEDDING', { family: 'embedding', label: 'Embedding' }],
  ['RERANKER', { family: 'reranker', label: 'Reranker' }],
  ['GUARDRAIL', { family: 'guardrail', label: 'Guardrail' }],
  ['EVALUATOR', { family: 'evaluator', label: 'Evaluator' }],
  ['PROMPT', { family: 'prompt', label: 'Prompt' }],
  ['SERVER', { family: 'server', label: 'Server' }],
  ['CLIENT', { family: 'client', label: 'Client' }],
  ['PRODUCER', { family: 'messaging', label: 'Producer' }],
  ['CONSUMER', { family: 'messaging', label: 'Consumer' }],
  ['INTERNAL', { family: 'internal', label: 'Internal' }],
  ['UNSPECIFIED', { family: 'internal', label: 'Span' }],
  ['UNKNOWN', { family: 'internal', label: 'Span' }],
]);

/** How a span's kind, which may be any text, is drawn. An unknown kind keeps its own word. */
export function kindOf(kind: string): Kind {
  const known = KINDS.get(kind.toUpperCase());
  if (known !== undefined) return known;
  return { family: 'internal', label: kind === '' ? 'Span' : kind };
}

/** Whether a span is a call of a language model. */
export function isModelCall(span: { readonly kind: string }): boolean {
  return span.kind.toUpperCase() === 'LLM';
}
