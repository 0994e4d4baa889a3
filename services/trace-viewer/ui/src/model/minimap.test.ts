import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { span } from '../fixtures/trace.ts';
import { drawMinimap } from './minimap.ts';

const at = (id: string, startMs: number, endMs: number, error = false) => span(id, { start: `${startMs}000000`, end: `${endMs}000000`, ...(error && { status: { code: 'error', message: '' } }) });

test('each colour is one path, errors last, and bars of one line that overlap are one bar', () => {
  const rows = rowsOf([at('a', 0, 50), at('x', 20, 30, true), at('b', 40, 100), { ...at('c', 0, 10), kind: 'LLM' }]);
  expect(drawMinimap(rows, { fromMs: 0, toMs: 100 }, 2)).toEqual([
    { family: 'chain', d: 'M0 0h500v1h-500zM400 1h600v1h-600z' }, { family: 'llm', d: 'M0 1h100v1h-100z' }, { family: 'error', d: 'M200 0h100v1h-100z' },
  ]);
});

test('a trace of any size stays a small drawing', () => {
  const rows = rowsOf(Array.from({ length: 20_000 }, (_, index) => at(`s${index}`, index, index + 5)));
  const [path] = drawMinimap(rows, { fromMs: 0, toMs: 20_005 }, 28);
  expect(path?.d.length).toBeLessThan(2_000);
});
