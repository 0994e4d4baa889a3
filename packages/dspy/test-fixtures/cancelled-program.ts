/**
 * `node cancelled-program.ts <url of a provider that never answers>`: cancels a hundred programs while they wait for the
 * model, prints the codes they failed with, and ends by itself, unless a timer or a socket was left behind.
 */
import { ChainOfThought, configureCache, context, LM, ReAct, Tool } from '../src/index.ts';

const [, , url] = process.argv;
configureCache({ memory: false });
const lm = new LM('openai/gpt-4o-mini', { apiBase: `${url}/v1`, apiKey: 'test', numRetries: 3 });
const wait = new Tool({ name: 'wait', func: () => 'waited' });

const controller = new AbortController();
const programs = Array.from({ length: 50 }, () => [new ChainOfThought('question -> answer'), new ReAct('question -> answer', { tools: [wait] })]).flat();
const runs = programs.map((program) => context({ lm, signal: controller.signal, timeoutMs: 3_600_000 }, () => program.call({ question: 'q' })));
process.stdin.once('data', () => {
  process.stdin.destroy();
  controller.abort();
});
const outcomes = await Promise.allSettled(runs);
const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? String(Reflect.get(outcome.reason as object, 'code')) : 'answered'));
process.stdout.write(JSON.stringify([...new Set(codes)]));
