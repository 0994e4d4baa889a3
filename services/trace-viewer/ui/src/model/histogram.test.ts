import { expect, test } from '@jest/globals';

import { histogramBars, histogramRange } from './histogram.ts';

const histogram = { from: '1790000000000000000', to: '1790000000000001000', step_ns: '250', traces: 5, errors: 1, steps: [{ start: '1790000000000000000', traces: 4, errors: 1 }, { start: '1790000000000000500', traces: 1, errors: 0 }] };

test('steps lie where their time is, and are as high as they are full', () => {
  expect(histogramBars(histogram)).toEqual([{ left: 0, width: 0.25, height: 1, errorHeight: 0.25 }, { left: 0.5, width: 0.25, height: 0.25, errorHeight: 0 }]);
});

test('a range that is dragged is one of whole steps', () => {
  expect(histogramRange(histogram, 0.3, 0.4)).toEqual({ from: '1790000000000000250', to: '1790000000000000500' });
});

test('without a length there is nothing to draw', () => {
  expect(histogramBars({ ...histogram, to: histogram.from })).toEqual([]);
});
