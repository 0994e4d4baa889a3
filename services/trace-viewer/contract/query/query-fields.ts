// The words of the query language. The parser, the hints of the page and docs/viewer.md follow this list.

/** Fields that hold a name. `*` stands for anything; case does not matter except in ids. */
export const NAMES = {
  kind: 'kind of the span: LLM, CHAIN, RETRIEVER, TOOL, AGENT, EMBEDDING, server, client …',
  name: 'name of the span',
  service: 'service that sent the span',
  model: 'model that was called',
  provider: 'provider of the model',
  tool: 'tool that was called',
  finish: 'why the model stopped: stop, length, tool_calls …',
  message: 'message of the status',
  status: 'ok, error or unset',
  trace: 'id of the trace',
  span: 'id of the span',
  session: 'session of the trace',
  user: 'user of the trace',
  tag: 'tag of the trace',
  version: 'version of the program',
  label: 'label of an annotation',
} as const;

/** Fields that hold a number, and in what unit it is written without one. */
export const COMPARABLES = {
  'duration': { unit: 'ms', about: 'duration of the span' },
  'tokens': { unit: '', about: 'all tokens of the span' },
  'tokens.prompt': { unit: '', about: 'prompt tokens of the span' },
  'tokens.completion': { unit: '', about: 'completion tokens of the span' },
  'cost': { unit: '$', about: 'cost of the span in US dollars' },
  'trace.duration': { unit: 'ms', about: 'from the first start to the last end in the trace' },
  'trace.tokens': { unit: '', about: 'all tokens of the trace' },
  'trace.cost': { unit: '$', about: 'cost of the trace in US dollars' },
  'trace.spans': { unit: '', about: 'number of spans in the trace' },
  'trace.errors': { unit: '', about: 'number of spans in error in the trace' },
  'score': { unit: '', about: 'score of an annotation' },
} as const;

/** What a span or its trace has or is: `has:error`, `is:root`. */
export const FLAGS = {
  error: 'a span in error',
  model: 'a span with a model',
  tokens: 'a span whose tokens were told',
  cost: 'a span whose cost was told',
  input: 'a span with an input',
  output: 'a span with an output',
  events: 'a span with events',
  links: 'a span with links',
  session: 'a session',
  user: 'a user',
  tag: 'a tag',
  truncated: 'a span of which something was cut',
  root: 'a span without a parent',
  running: 'a span that has not ended',
  cached: 'a call answered from a cache',
  pinned: 'a pin',
  annotation: 'an annotation',
} as const;

export type Names = keyof typeof NAMES;
export type Comparable = keyof typeof COMPARABLES;
export type Flag = keyof typeof FLAGS;

/** Other spellings that are understood. */
export const ALIASES: Readonly<Record<string, string>> = {
  'latency': 'duration', 'prompt_tokens': 'tokens.prompt', 'completion_tokens': 'tokens.completion', 'total_tokens': 'tokens', 'trace_id': 'trace',
  'span_id': 'span', 'session_id': 'session', 'session.id': 'session', 'user_id': 'user', 'user.id': 'user', 'tags': 'tag', 'finish_reason': 'finish',
  'program_version': 'version', 'tool_name': 'tool', 'span_kind': 'kind', 'model_name': 'model', 'spans': 'trace.spans', 'errors': 'trace.errors', 'is': 'has',
};

/** Names whose case counts: somebody's ids. */
export const EXACT_NAMES: ReadonlySet<Names> = new Set(['session', 'user', 'tag', 'version']);
