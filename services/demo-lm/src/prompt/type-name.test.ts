import { expect, test } from '@jest/globals';
import { typeFromName } from './type-name.ts';

test.each([
  ['str', { kind: 'string' }],
  ['int', { kind: 'int' }],
  ['number', { kind: 'float' }],
  ['bool', { kind: 'bool' }],
  ['dict[str, Any]', { kind: 'object', fields: [] }],
  ['list[int]', { kind: 'list', items: { kind: 'int' } }],
  ['string[]', { kind: 'list', items: { kind: 'string' } }],
  ['list[list[str]]', { kind: 'list', items: { kind: 'list', items: { kind: 'string' } } }],
  ["Literal['a', 2, True]", { kind: 'literal', options: ['a', 2, true] }],
  [String.raw`Literal['it\'s', "say, what"]`, { kind: 'literal', options: ["it's", 'say, what'] }],
  ["'yes' | 'no'", { kind: 'literal', options: ['yes', 'no'] }],
  ['Optional[int]', { kind: 'union', options: [{ kind: 'int' }, { kind: 'null' }] }],
  ['str | None', { kind: 'union', options: [{ kind: 'string' }, { kind: 'null' }] }],
  ['Union[str, NoneType]', { kind: 'union', options: [{ kind: 'string' }, { kind: 'null' }] }],
  ['list[Address]', { kind: 'list', items: { kind: 'any' } }],
])('%s', (name, type) => {
  expect(typeFromName(name)).toEqual(type);
});

test('the name of a class says nothing', () => {
  expect(typeFromName('Address')).toBeUndefined();
  expect(typeFromName('')).toBeUndefined();
});
