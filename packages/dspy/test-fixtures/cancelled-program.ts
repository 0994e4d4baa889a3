/**
 * `node cancelled-program.ts <url of a provider that never answers>`: cancels programs while a hundred calls wait for the
 * model, prints the codes they failed with, and ends by itself, unless a timer or a socket was left behind.
 */
import { ChainOfThought, configureCache, context, LM, Predict, ReAct, ReActV2, Tool } from '../src/index.ts';

const [, , url] = process.argv;
configureCache({ memory: false });
const lm = new LM('openai/gpt-4o-mini', { apiBase: `${url}/v1`, apiKey: 'test', numRetries: 3 });
const wait = new Tool({ name: 'wait', func: () => 'waited' });

const controller = new AbortController();
const programs = Array.from({ length: 25 }, () => [
  new ChainOfThought('question -> answer'),
  new ReAct('question -> answer', { tools: [wait] }),
  new ReActV2('question -> answer', { tools: [wait] }),
]).flat();
const questions = Array.from({ length: 1_000 }, () => ({ question: 'q' }));
const runs: Promise<unknown>[] = context({ lm, signal: controller.signal, timeoutMs: 3_600_000 }, () => [
  ...programs.map((program) => program.call({ question: 'q' })),
  new Predict('question -> answer').batch(questions, { numThreads: 25 }),
]);
process.stdin.once('data', () => {
  process.stdin.destroy();
  controller.abort();
});
const outcomes = await Promise.allSettled(runs);
const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? String(Reflect.get(outcome.reason as object, 'code')) : 'answered'));
process.stdout.write(JSON.stringify([...new Set(codes)]));
