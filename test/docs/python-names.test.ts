import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as dspy from '../../packages/dspy/src/index.ts';
import pythonNames from '../../packages/dspy/test-fixtures/python-names.json' with { type: 'json' };
import { publicNames } from './public-names.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/dspy.md'), 'utf8');
const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]*)`/g)].map(([, code = '']) => code);

test('docs/dspy.md says of every public name of Python DSPy what it is called here, or that it is not here', () => {
  const mentioned = new Set(codeIn(guide).flatMap((code) => code.match(/\w+/g) ?? []));
  expect(pythonNames.filter((name) => !mentioned.has(name))).toEqual([]);
});

test('docs/dspy.md names nothing that is not there', () => {
  const members = Object.values(dspy).flatMap((value) => (typeof value === 'function' && 'prototype' in value ? Object.getOwnPropertyNames(value.prototype) : []));
  const known = new Set([...publicNames('packages/dspy').map(({ name }) => name), ...members]);
  const ours = [...guide.matchAll(/^\|[^|]*\|([^|]*)\|/gm)].flatMap(([, cell = '']) => codeIn(cell)).filter((code) => /^\w+$/.test(code));
  expect(ours.length).toBeGreaterThan(60);
  expect(ours.filter((name) => !known.has(name))).toEqual([]);
});
