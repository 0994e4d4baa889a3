import { expect, test } from '@jest/globals';
import { CallUsage } from '../load/call-usage.ts';
import { testProgram } from '../testing/test-program.ts';
import { NO_FIGURES, type ProgramFigures, remainsOf, type ServerFigures, sumOf, sumWithPast } from './figures.ts';
import { ProgramCounter } from './program-counter.ts';

const program = testProgram('P', () => ({}));

function figuresOf(durationsMs: readonly number[], changes: Partial<ProgramFigures> = {}): ServerFigures {
  const counter = new ProgramCounter();
  for (const durationMs of durationsMs) counter.add({ program, inputs: {}, origin: { cancel: new AbortController() }, startedAt: new Date(durationMs), durationMs, usage: new CallUsage(), outcome: { output: '{}' } });
  return { programs: { P: { ...NO_FIGURES, ...counter.figures(), ...changes } }, processes: [] };
}

test('what several processes did is added up, as far as it is known', () => {
  const one = figuresOf([3, 7000], { cost: null, models: { a: 1 }, running: 1, refused: 2 });
  const two = figuresOf([40], { cost: 0.5, models: { a: 2, b: 1 }, waiting: 3, refused: 1 });
  const counts = [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0];
  expect(sumOf([one, two, { programs: {}, processes: [] }])).toEqual({
    programs: {
      P: {
        ...NO_FIGURES,
        success: { counts, sumSeconds: 7.043 },
        latenciesMs: [3, 7000, 40],
        lastCall: new Date(7000).toISOString(),
        cost: 0.5,
        models: { a: 3, b: 1 },
        running: 1,
        waiting: 3,
        refused: 3,
      },
    },
    processes: [],
  });
});

test.each([
  [[1, 2], [3], [1, 2, 3]],
  [[1, 2], Array.from({ length: 999 }, () => 3), [2, ...Array.from({ length: 999 }, () => 3)]],
  [[1, 2], Array.from({ length: 1000 }, () => 3), Array.from({ length: 1000 }, () => 3)],
])('durations of the past are forgotten for new ones', (past, now, remembered) => {
  const all = sumWithPast(figuresOf(past), [figuresOf(now)]).programs['P'];
  expect(all?.latenciesMs).toEqual(remembered);
  expect(all?.success.counts[0]).toBe(past.length + now.length);
});

test('what remains of a process is what it did, not what it was doing', () => {
  expect(remainsOf(figuresOf([5], { running: 2, waiting: 1, refused: 4 })).programs['P']).toMatchObject({ latenciesMs: [5], running: 0, waiting: 0, refused: 4 });
});

test.each([999, 1000, 1001, 2500])('of %i calls the newest thousand are remembered, oldest first', (calls) => {
  const durations = Array.from({ length: calls }, (_, index) => index);
  expect(figuresOf(durations).programs['P']?.latenciesMs).toEqual(durations.slice(-1000));
});
