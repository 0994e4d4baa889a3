import { createApp } from '../src/app.ts';
import { CORPUS } from '../src/search/corpus.ts';
import { SearchIndex } from '../src/search/search-index.ts';
import { type JsonAnswer, postJson } from '../../../test/support/http-json.ts';
import { listen } from '../../../test/support/listen.ts';

interface Chunk {
  readonly id: string;
  readonly usage?: object | null;
  readonly choices: { delta: { content?: string; tool_calls?: { function: { arguments: string } }[] }; finish_reason: string | null }[];
}

/** demo-lm in this process, over real HTTP. */
export interface DemoLm {
  readonly base: string;
  /** Errors that were not the caller's; a test expects none. */
  readonly reported: readonly unknown[];
  readonly chat: (body: object) => Promise<JsonAnswer>;
  /** The events of a streamed answer without `[DONE]`, which must be the last. */
  readonly stream: (body: object) => Promise<Chunk[]>;
  readonly close: () => Promise<void>;
}

export async function serveDemoLm({ delayMs = 0 }: { delayMs?: number } = {}): Promise<DemoLm> {
  const reported: unknown[] = [];
  const app = createApp({ index: new SearchIndex(CORPUS), delayMs, report: (error) => reported.push(error) });
  const { base, close } = await listen(app.callback());
  const url = `${base}/v1/chat/completions`;
  return {
    base,
    reported,
    close,
    chat: (body) => postJson(url, { model: 'gpt-4o-mini', ...body }),
    async stream(body) {
      const { body: text, headers } = await postJson(url, { model: 'gpt-4o-mini', stream: true, ...body });
      if (headers.get('content-type') !== 'text/event-stream; charset=utf-8') throw new Error(`not a stream: ${JSON.stringify(text)}`);
      const events = String(text).split('\n\n').filter((event) => event !== '');
      if (events.pop() !== 'data: [DONE]') throw new Error(`the stream has no end: ${String(text).slice(-200)}`);
      return events.map((event): Chunk => JSON.parse(event.replace(/^data: /, '')));
    },
  };
}

export function user(content: unknown): object {
  return { role: 'user', content };
}

const SHAPE = ['context', 'question', 'reasoning', 'answer'].map((name) => `[[ ## ${name} ## ]]\n{${name}}`).join('\n\n');
const SYSTEM = `Inputs:\n1. \`context\` (list[str]):\n2. \`question\` (str):\nOutputs:\n1. \`reasoning\` (str):\n2. \`answer\` (str):\n\n${SHAPE}\n\n[[ ## completed ## ]]`;

/** The prompt of a program that answers a question from passages, in the chat format. */
export function ragMessages(question: string, passages: readonly string[]): object[] {
  const context = passages.map((passage, index) => `[${index + 1}] «${passage}»`).join('\n');
  return [
    { role: 'system', content: SYSTEM },
    user(`[[ ## context ## ]]\n${context}\n\n[[ ## question ## ]]\n${question}\n\nWrite \`[[ ## reasoning ## ]]\`, then \`[[ ## answer ## ]]\`, then \`[[ ## completed ## ]]\`.`),
  ];
}

export const CAPITALS = ragMessages('What is the capital of France?', [
  'Berlin | Berlin is the capital and largest city of Germany.',
  'Paris | Paris is the capital and most populous city of France.',
]);
export const CAPITALS_ANSWER =
  '[[ ## reasoning ## ]]\nPassage [2] “Paris” says: “Paris is the capital and most populous city of France.” So the answer is Paris.\n\n' +
  '[[ ## answer ## ]]\nParis\n\n[[ ## completed ## ]]';
