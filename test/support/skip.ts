import { test } from '@jest/globals';

/**
 * `test`, or `test.skip` with one line on stderr that says why.
 *
 * @param what what cannot be tested here
 * @param why undefined when it can
 * @param requiredBy name of an environment variable that, set to 1, makes of the skip a failure
 */
export function testUnless(what: string, why: string | undefined, requiredBy: string): typeof test | typeof test.skip {
  if (why === undefined) return test;
  if (process.env[requiredBy] === '1') throw new Error(`${what} cannot be tested, and ${requiredBy}=1 forbids to skip it: ${why}`);
  process.stderr.write(`SKIPPED ${what}: ${why}\n`);
  return test.skip;
}
