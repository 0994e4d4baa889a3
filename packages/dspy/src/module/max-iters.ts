import { ConfigurationError } from '../errors.ts';

/** The most steps that an agent takes. @throws {ConfigurationError} when it is no number of steps. */
export function checkedMaxIters(maxIters: number): number {
  if (Number.isInteger(maxIters) && maxIters >= 0) return maxIters;
  throw new ConfigurationError(`maxIters has to be a whole number from 0, got ${maxIters}`);
}
