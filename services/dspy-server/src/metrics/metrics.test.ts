import { expect, test } from '@jest/globals';
import { pollUntil } from '../../../../test/support/poll-until.ts';
import { ProgramRunner } from '../load/program-runner.ts';
import { DEFAULT_SERVER_SETTINGS } from '../http/server-settings.ts';
import { Metrics } from './metrics.ts';

test('delays of the event loop are there for everyone who reads them', async () => {
  const metrics = new Metrics();
  const runner = new ProgramRunner({ ...DEFAULT_SERVER_SETTINGS, onEnd: () => undefined });
  const delay = (): number => metrics.figures([], runner).processes[0]?.loopDelay.p50 ?? 0;
  await pollUntil(() => delay() > 0, { what: 'a delay', timeoutMs: 10_000 });
  expect(delay()).toBeGreaterThan(0);
});
