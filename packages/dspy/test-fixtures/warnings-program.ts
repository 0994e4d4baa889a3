/** Prints as JSON what comes of operations whose observers are broken, and the warnings; a process of its own, since jest hides warnings. */
import { context, type Observer, observe, Predict, type ToolOperation } from '../src/index.ts';
import { chatAnswer, ScriptedLM } from './scripted-lm.ts';

const broken = new Error('observer is broken');
const failure = new Error('the tool failed');
const warnings: { name: string; message: string; detail: unknown }[] = [];
process.on('warning', (warning) => warnings.push({ name: warning.name, message: warning.message, detail: Reflect.get(warning, 'detail') }));

const OBSERVERS: Record<string, Observer> = {
  'fails before': { observe: async () => Promise.reject(broken) },
  'throws at once': {
    observe: () => {
      throw broken;
    },
  },
  'fails after': {
    observe: async (_operation, next) => {
      await next();
      throw broken;
    },
  },
  'fails without waiting': {
    observe: async (_operation, next) => {
      void next().catch(() => undefined);
      throw broken;
    },
  },
  'turns an error into another': {
    observe: async (_operation, next) => {
      try {
        return await next();
      } catch {
        throw broken;
      }
    },
  },
};

const outcomes: Record<string, unknown> = {};
for (const [name, observer] of Object.entries(OBSERVERS)) {
  for (const fails of [false, true]) {
    let runs = 0;
    const operation: ToolOperation = { kind: 'tool', name, tool: { name, parameters: {} }, args: {} };
    const run = async (): Promise<string> => {
      runs += 1;
      if (fails) throw failure;
      return 'done';
    };
    const outcome = await context({ observers: [observer] }, () => observe(operation, run)).catch((error: unknown) => (error === failure ? 'its own error' : error));
    outcomes[`${name}${fails ? ', as the operation does' : ''}`] = { outcome, runs };
  }
}

const untyped: string = 'question, hint: str | None, context -> answer';
const predict = new Predict(untyped, { lm: new ScriptedLM([chatAnswer({ answer: 'a' })]) });
await predict.call({ question: 'q' });
await predict.call({ question: 'q' });

setImmediate(() => console.log(JSON.stringify({ outcomes, warnings })));
