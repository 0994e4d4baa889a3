import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as dspy from '../../packages/dspy/src/index.ts';
import python from '../../packages/dspy/test-fixtures/python-names.json' with { type: 'json' };
import { publicNames } from './public-names.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/dspy.md'), 'utf8');
const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]*)`/g)].map(([, code = '']) => code);

const mentioned = new Set(codeIn(guide).flatMap((code) => code.match(/\w+/g) ?? []));

/** Methods that adapters call on types, names of asynchronous twins, and parts of prompts: said in one go, or nobody's to call. */
const UNSAID = /^(?:a(?:call|forward|close)|format_\w+|user_message_output_requirements|adapt_to_native_lm_feature|description|extract_custom_type_from_annotation|is_streamable|parse_lm_response|parse_stream_chunk|serialize_model|validate_input)$/;

test('docs/dspy.md says of every public name of Python DSPy what it is called here, or that it is not here', () => {
  expect(python.names.filter((name) => !mentioned.has(name))).toEqual([]);
});

test.each(Object.entries(python.methods))('docs/dspy.md says it of the methods of %s, too', (_name, methods) => {
  expect(methods.filter((method) => !mentioned.has(method) && !UNSAID.test(method))).toEqual([]);
});

test('docs/dspy.md names nothing that is not there', () => {
  const members = Object.values(dspy).flatMap((value) => (typeof value === 'function' && 'prototype' in value ? membersOf(value.prototype) : []));
  const known = new Set([...publicNames('packages/dspy').map(({ name }) => name), ...members]);
  const ours = [...guide.matchAll(/^\|[^|]*\|([^|]*)\|/gm)].flatMap(([, cell = '']) => codeIn(cell)).filter((code) => /^\w+$/.test(code));
  expect(ours.length).toBeGreaterThan(60);
  expect(ours.filter((name) => !known.has(name))).toEqual([]);
});

function membersOf(prototype: object | null): string[] {
  return prototype === null || prototype === Object.prototype ? [] : [...Object.getOwnPropertyNames(prototype), ...membersOf(Object.getPrototypeOf(prototype) as object | null)];
}
