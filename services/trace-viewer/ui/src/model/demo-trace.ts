type Value = string | number;

interface DemoSpan {
  readonly name: string;
  readonly parent?: number;
  readonly kind?: 'server';
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, Value>>;
}

const QUESTION = 'What is the capital of France?';
const PASSAGES = [
  ['Paris | Paris is the capital and most populous city of France. It lies on the Seine.', 22.4], ['France | France is a country in Western Europe.', 14.1],
] as const;
const PROMPT = `[[ ## context ## ]]\n${PASSAGES.map(([text], index) => `[${index + 1}] «${text}»`).join('\n')}\n\n[[ ## question ## ]]\n${QUESTION}\n\nRespond with \`[[ ## answer ## ]]\`.`;

const message = (side: 'input' | 'output', index: number, role: string, content: string): Readonly<Record<string, string>> =>
  ({ [`llm.${side}_messages.${index}.message.role`]: role, [`llm.${side}_messages.${index}.message.content`]: content });

/** What a small program that answers with the help of passages would send. */
const SPANS: readonly DemoSpan[] = [
  { name: 'POST /MyRAG', kind: 'server', startMs: 0, endMs: 713, attributes: { 'http.request.method': 'POST', 'http.route': '/MyRAG', 'http.response.status_code': 200 } },
  { name: 'MyRAG.forward', parent: 0, startMs: 2, endMs: 711, attributes: { 'openinference.span.kind': 'CHAIN', 'input.value': JSON.stringify({ question: QUESTION }), 'output.value': JSON.stringify({ answer: 'Paris' }) } },
  {
    name: 'Retrieve.forward', parent: 1, startMs: 3, endMs: 48, attributes: {
      'openinference.span.kind': 'RETRIEVER', 'input.value': JSON.stringify({ query: QUESTION }),
      ...Object.fromEntries(PASSAGES.flatMap(([text, score], index) => [[`retrieval.documents.${index}.document.content`, text], [`retrieval.documents.${index}.document.score`, score]])),
    },
  },
  { name: 'ChainOfThought.forward', parent: 1, startMs: 49, endMs: 710, attributes: { 'openinference.span.kind': 'CHAIN', 'input.value': JSON.stringify({ question: QUESTION }), 'output.value': JSON.stringify({ answer: 'Paris' }) } },
  {
    name: 'LM.__call__', parent: 3, startMs: 50, endMs: 708, attributes: {
      'openinference.span.kind': 'LLM', 'llm.model_name': 'demo-model', 'llm.token_count.prompt': 118, 'llm.token_count.completion': 22, 'llm.token_count.total': 140,
      ...message('input', 0, 'system', 'Answer from the passages.'), ...message('input', 1, 'user', PROMPT),
      ...message('output', 0, 'assistant', '[[ ## reasoning ## ]]\nPassage 1 says: Paris is the capital and most populous city of France.\n\n[[ ## answer ## ]]\nParis\n\n[[ ## completed ## ]]'),
    },
  },
];

/** The demo trace as OTLP in JSON, ended just now; `randomHex` gives that many digits. */
export function demoTrace(nowMs: number, randomHex: (digits: number) => string): object {
  const traceId = randomHex(32);
  const ids = SPANS.map(() => randomHex(16));
  const startMs = nowMs - 713;
  const at = (ms: number): string => String(BigInt(startMs + ms) * 1_000_000n);
  return {
    resourceSpans: [{
      resource: { attributes: keyValues({ 'service.name': 'demo' }) },
      scopeSpans: [{
        scope: { name: 'demo' },
        spans: SPANS.map(({ name, parent, kind, startMs: from, endMs: to, attributes }, index) => ({
          traceId, spanId: ids[index], parentSpanId: parent === undefined ? '' : ids[parent], name, kind: kind === 'server' ? 2 : 1,
          startTimeUnixNano: at(from), endTimeUnixNano: at(to), attributes: keyValues(attributes), status: { code: 1 },
        })),
      }],
    }],
  };
}

function keyValues(record: Readonly<Record<string, Value>>): object {
  return Object.entries(record).map(([key, value]) => ({ key, value: typeof value === 'string' ? { stringValue: value } : Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } }));
}
