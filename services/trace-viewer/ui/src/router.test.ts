import { expect, test } from '@jest/globals';

import { WHOLE_LIST } from './list-address.ts';
import { groupsPath, parseRoute, tracePath, tracesPath } from './router.tsx';
import { PLAIN_LOOK } from './trace-address.ts';

test('addresses lead to their views and back', () => {
  expect(parseRoute('/', '?service=a%26b')).toEqual({ view: 'traces', look: { ...WHOLE_LIST, service: 'a&b' } });
  expect(tracesPath({ service: 'a&b' })).toBe('/?service=a%26b');
  expect(tracesPath()).toBe('/');
  expect(parseRoute('/traces/0024CF34e86deeb91d72433f097f1adf', '?span=48f25f9161adf3b6')).toEqual({
    view: 'trace', id: '0024cf34e86deeb91d72433f097f1adf', look: { ...PLAIN_LOOK, span: '48f25f9161adf3b6' },
  });
  expect(tracePath('00ff', { span: '01' })).toBe('/traces/00ff?span=01');
});

test.each(['/traces/', '/traces/xyz', '/traces/../secret', '/nothing'])('%s is no view', (path) => {
  expect(parseRoute(path, '')).toEqual({ view: 'unknown' });
});

test('two groups of traces stand in one address, each with its own conditions', () => {
  const [a, b] = [{ ...WHOLE_LIST, q: 'version:1 a&b', service: 's' }, { ...WHOLE_LIST, from: '5', to: '9' }];
  const path = groupsPath(a, b);
  expect(path).toBe('/compare/groups?a.q=version%3A1+a%26b&a.service=s&b.from=5&b.to=9');
  expect(parseRoute('/compare/groups', path.slice('/compare/groups'.length))).toEqual({ view: 'groups', a, b });
  expect(groupsPath(WHOLE_LIST, WHOLE_LIST)).toBe('/compare/groups');
});
