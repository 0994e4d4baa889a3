import { describe, expect, test } from '@jest/globals';
import { Embedder, Evaluate, Example, Predict, ProgramOfThought } from '@dspy-otel/dspy';
import { context, trace } from '@opentelemetry/api';
import { chatAnswer } from '../../dspy/test-fixtures/scripted-lm.ts';
import { type Group, GROUPS, runGroup } from '../test-fixtures/python-programs.ts';
import trees from '../test-fixtures/python-trees.json' with { type: 'json' };
import { linesOf, recordSpans } from './testing/record-spans.ts';

/** What Python shows in another way, or does not do at all, and why ours is not the same. */
const DIFFERENT: Partial<Record<keyof typeof trees, string>> = {
  a_predict_list_nonstr_error: 'Python fails to write a list of numbers into a text field; ours writes it',
  a_predict_positional: 'TypeScript has no positional inputs; nothing is recorded in Python either',
  e_react_async_uninstrumented: 'recorded without the instrumentation',
  e_react_badtool: 'an unknown tool ends the program in Python; ours tells the model',
  i_pot_deno: 'Python has no span for the code that runs',
  i_pot_deno_default: 'as above',
  i_pot_local: 'as above',
  i_pot_local_retry: 'as above',
  j_nested_parallel: 'threads lose their parent in Python; ours stays in one tree, see j_nested_parallel_1thread',
  q_embedder_lm: 'Python has no span for embeddings',
  q_embeddings: 'as above, nor for the search',
  r_evaluate: 'Python has no span for an evaluation, so that each example is a trace of its own',
  r_forward_direct: 'Python wraps forward(); ours announces call(), which is what callers use',
  r_parent_span: 'compared below, with a parent',
  r_suppress: 'suppressed tracing is the SDK’s business: its spans record nothing',
};

const ASK: Group = { cases: [], run: () => new Predict('question -> answer').call({ question: 'Why?' }) };

describe('full detail shows what Python’s instrumentation shows', () => {
  test('in every recording but those that are different on purpose', () => {
    const covered = [...GROUPS.flatMap(({ cases }) => cases), ...Object.keys(DIFFERENT)];
    expect(covered.toSorted()).toEqual(Object.keys(trees).toSorted());
  });

  for (const group of GROUPS) {
    test(group.cases.join(', '), async () => {
      using recorded = recordSpans({ detail: 'full' });
      await runGroup(group);
      for (const name of group.cases) expect({ name, tree: linesOf(recorded) }).toEqual({ name, tree: trees[name as keyof typeof trees] });
    });
  }

  test('below a span of the caller', async () => {
    using recorded = recordSpans({ detail: 'full' });
    const parent = recorded.provider.getTracer('test').startSpan('http.request');
    await context.with(trace.setSpan(context.active(), parent), runGroup, undefined, ASK);
    parent.end();
    expect(linesOf(recorded)).toEqual(trees.r_parent_span);
  });
});

describe('and more than Python’s', () => {
  test('the code that a program has run', async () => {
    using recorded = recordSpans({ detail: 'full' });
    await runGroup({
      cases: [],
      run: () => new ProgramOfThought('question -> answer').call({ question: 'Six times seven?' }),
      says: [chatAnswer({ reasoning: 'r', generated_code: 'SUBMIT({ answer: 42 })' }), chatAnswer({ reasoning: 'r', answer: '42' })],
    });
    const [root, ...below] = trees.i_pot_local;
    const firstThought = below.slice(0, 5);
    expect(linesOf(recorded)).toEqual([root, ...firstThought, '  JavaScriptSandbox.__call__ (TOOL)', ...below.slice(5)]);
  });

  test('embeddings', async () => {
    using recorded = recordSpans({ detail: 'full' });
    await new Embedder((texts) => texts.map(() => [1])).call('a');
    expect(linesOf(recorded)).toEqual(['Embedder.__call__ (EMBEDDING)']);
  });

  test('evaluations, with the examples below', async () => {
    using recorded = recordSpans({ detail: 'full' });
    const devset = [1, 2].map((n) => new Example({ question: `q${n}`, answer: 'a' }).withInputs('question'));
    await runGroup({ cases: [], run: () => new Evaluate({ devset, metric: () => 1, numThreads: 1 }).call(new Predict('question -> answer')) });
    const asked = trees.a_predict.map((line) => `  ${line}`);
    expect(linesOf(recorded)).toEqual(['Evaluate.__call__ (EVALUATOR)', ...asked, ...asked]);
  });
});
