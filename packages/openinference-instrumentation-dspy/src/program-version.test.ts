import { describe, expect, test } from '@jest/globals';
import { ChainOfThought, context as settings, LabeledFewShot, Example, Module, Predict, Prediction, Retrieve } from '@dspy-otel/dspy';
import { programVersion } from './program-version.ts';
import { recordSpans } from './testing/record-spans.ts';
import { ScriptedLM, textAnswer } from './testing/scripted.ts';

class Program extends Module {
  readonly retrieve = new Retrieve({ k: 3 });
  readonly draft = new Predict('question -> draft');
  readonly respond = new ChainOfThought('question, draft -> answer');

  override async forward() {
    return new Prediction({});
  }
}

const trainset = [new Example({ question: 'Why?', draft: 'd', answer: 'Because.' }).withInputs('question')];

describe('the version of a program', () => {
  test('is the same for programs whose saved state is the same, in any process', () => {
    expect(programVersion(new Program())).toMatch(/^[0-9a-f]{12}$/);
    expect(programVersion(new Program())).toBe(programVersion(new Program()));
    const changed = new Program();
    changed.loadState(new Program().dumpState());
    expect(programVersion(changed)).toBe(programVersion(new Program()));
  });

  test('changes with demos, instructions and models, and comes back with them', async () => {
    const program = new Program();
    const before = programVersion(program);
    const versions = [before];
    const { signature } = program.draft;
    program.draft.signature = signature.withInstructions('Be brief.');
    versions.push(programVersion(program));
    program.draft.signature = signature;
    program.draft.demos = [{ question: 'q', draft: 'd' }];
    versions.push(programVersion(program));
    program.draft.demos = [];
    program.draft.lm = new ScriptedLM(() => textAnswer('x'));
    versions.push(programVersion(program));
    expect(new Set(versions).size).toBe(4);
    program.draft.lm = undefined;
    expect(programVersion(program)).toBe(before);
    expect(programVersion(await new LabeledFewShot().compile(program, { trainset }))).not.toBe(before);
  });

  test('is made once for as long as nothing changes', () => {
    const program = new Program();
    let looked = 0;
    program.draft.demos = [{ question: { toJSON: () => (looked += 1) }, draft: 'd' }];
    const versions = [programVersion(program), programVersion(program), programVersion(program)];
    expect({ versions: new Set(versions).size, looked }).toEqual({ versions: 1, looked: 1 });
  });

  test('is unknown for a program that has nothing to save, or cannot be saved', () => {
    class Empty extends Module {
      override async forward() {
        return new Prediction({});
      }
    }
    class Broken extends Module {
      readonly draft = new Predict('question -> answer', {
        demos: [
          {
            get question() {
              throw new Error('broken');
            },
          },
        ],
      });
      override async forward() {
        return new Prediction({});
      }
    }
    expect([programVersion(new Empty()), programVersion(new Broken())]).toEqual([undefined, undefined]);
  });

  test('stands on the model call of a program that is one Predict, which has no span of its own', async () => {
    using recorded = recordSpans();
    const program = new Predict('question -> answer');
    await settings({ lm: new ScriptedLM(() => textAnswer('[[ ## answer ## ]]\na')) }, () => program.call({ question: 'Why?' }));
    expect(recorded.spans().map(({ name, attributes }) => [name, attributes['dspy.program.version']])).toEqual([['ScriptedLM.__call__', programVersion(program)]]);
  });

  test('stands on the outermost module of a trace only', async () => {
    using recorded = recordSpans({ detail: 'full' });
    const lm = new ScriptedLM(() => textAnswer('[[ ## reasoning ## ]]\nr\n\n[[ ## answer ## ]]\na'));
    const program = new ChainOfThought('question -> answer');
    await settings({ lm }, () => program.call({ question: 'Why?' }));
    expect(recorded.spans().filter(({ attributes }) => 'dspy.program.version' in attributes).map(({ name, attributes }) => [name, attributes['dspy.program.version']])).toEqual([['ChainOfThought.forward', programVersion(program)]]);
  });
});
