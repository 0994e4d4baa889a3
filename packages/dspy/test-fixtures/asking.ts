import { LM, type LMOptions } from '../src/lm/lm.ts';
import type { LMError } from '../src/lm/lm-error.ts';
import type { FakeProvider } from './fake-provider.ts';

export const KEY = 'sk-test-0123456789';

/** A model at the fake provider, with a key. */
export function modelAt({ url }: FakeProvider, options: LMOptions = {}, name = 'openai/gpt-4o-mini'): LM {
  return new LM(name, { apiBase: `${url}/v1`, apiKey: KEY, ...options });
}

/** What the promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<LMError> {
  return promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: LMError) => error,
  );
}
