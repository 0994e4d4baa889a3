import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { modelAt } from '../test-fixtures/asking.ts';
import { completion, startFakeProvider } from '../test-fixtures/fake-provider.ts';
import { chatAnswer } from '../test-fixtures/scripted-lm.ts';
import { BaseLM, ChainOfThought, context, type Inputs, type LMRequest, type LMResponse, Module, type Observer, Prediction, signature } from './index.ts';

/** Milliseconds: seconds on a machine at rest. */
const SLOW = 60_000;

const QA = signature('question -> answer');

/** Adds a mark to what it is asked, a turn of the event loop later. */
class Marking extends BaseLM {
  protected override async forward({ messages }: LMRequest): Promise<LMResponse> {
    await nextTurn();
    return { outputs: [{ text: chatAnswer({ reasoning: 'r', answer: `${questionIn(messages)}+` }), finishReason: 'stop' }], model: this.model, cacheHit: false };
  }
}

function questionIn(messages: readonly { readonly content: unknown }[]): string | undefined {
  return /q\d+\+*/.exec(String(messages.at(-1)?.content))?.[0];
}

/** Asks the settings' model over HTTP, then another with its answer, so that runs of many programs mix. */
class Twice extends Module<typeof QA> {
  override readonly signature = QA;
  readonly first = new ChainOfThought(QA);
  readonly second = new ChainOfThought(QA);

  override async forward({ question }: Inputs<typeof QA>): Promise<Prediction<{ answer: string }>> {
    const { answer } = await this.first.call({ question });
    return new Prediction({ answer: (await this.second.call({ question: answer }, { lm: new Marking('own/marking') })).answer });
  }
}

/** The names of operations, each below the one that it ran in. */
class Tree implements Observer {
  readonly lines: string[] = [];

  observe: Observer['observe'] = async (operation, next) => {
    let depth = 0;
    for (let above = operation.parent; above; above = above.parent) depth += 1;
    if (operation.kind === 'module' || operation.kind === 'lm') this.lines.push(`${' '.repeat(depth)}${operation.name}`);
    return next();
  };
}

test('a thousand programs at once keep settings, traces and histories apart', async () => {
  await using provider = await startFakeProvider(({ body }) => completion(chatAnswer({ reasoning: 'r', answer: `${questionIn(body['messages'] as { content: string }[])}+` })));
  const runs = Array.from({ length: 1_000 }, async (_, index) => {
    const tree = new Tree();
    const lm = modelAt(provider, { cache: false, temperature: index / 1_000 });
    const program = new Twice();
    const { answer } = await context({ lm, observers: [tree] }, () => program.call({ question: `q${index}` }));
    return { answer, lines: tree.lines, lmCalls: lm.history.length, calls: program.history.map(({ model, params }) => [model, params.temperature]) };
  });
  const expected = Array.from({ length: 1_000 }, (_, index) => ({
    answer: `q${index}++`,
    lines: ['Twice', ' ChainOfThought', '  Predict', '     LM', ' ChainOfThought', '  Predict', '     Marking'],
    lmCalls: 1,
    calls: [['openai/gpt-4o-mini', index / 1_000], ['own/marking', undefined]],
  }));
  expect(await Promise.all(runs)).toEqual(expected);
}, SLOW);

test('programs that are cancelled leave no timer and no socket behind', async () => {
  const asked = Promise.withResolvers<void>();
  await using provider = await startFakeProvider((_request, index) => {
    if (index === 99) asked.resolve();
    return 'silence';
  });
  const program = fileURLToPath(new URL('../test-fixtures/cancelled-program.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=dspy-source', program, provider.url], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const printed = text(child.stdout);
  await asked.promise;
  child.stdin.write('cancel\n');
  expect(await ended).toEqual([0, null]);
  expect(JSON.parse(await printed)).toEqual(['aborted']);
}, SLOW);
