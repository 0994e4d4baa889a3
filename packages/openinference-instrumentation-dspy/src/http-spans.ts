import { UndiciInstrumentation, type UndiciInstrumentationConfig } from '@opentelemetry/instrumentation-undici';
import { httpRole } from './context.ts';
import { ProviderRequests } from './provider-requests.ts';

/** What `createFetchInstrumentation` can be told: what `instrumentation-undici` can, for the requests that do not belong to a model. */
export type FetchInstrumentationConfig = Omit<UndiciInstrumentationConfig, 'ignoreRequestHook'>;

/** Requests of programs' own code have ordinary spans; those of models are named after their provider, and those of the built-in search have a span already. */
class FetchInstrumentation extends UndiciInstrumentation {
  // The base class calls enable from its constructor: an initial value here would undo what it did.
  declare private unsubscribe: (() => void) | undefined;

  constructor(config: FetchInstrumentationConfig) {
    super({ ...config, ignoreRequestHook: () => httpRole() !== undefined });
  }

  override enable(): void {
    super.enable();
    this.unsubscribe ??= new ProviderRequests(() => this.tracer).subscribe();
  }

  override disable(): void {
    super.disable();
    this.unsubscribe?.();
    this.unsubscribe = undefined;
  }
}

/**
 * Spans for the HTTP requests of `fetch` and undici. Those of a language model are called after its provider (`OpenAI API call`), with the keys in
 * its address hidden; the built-in search has a span already, so its requests have none. Requests of your own code keep their ordinary spans.
 *
 * ```ts
 * import { createFetchInstrumentation } from '@dspy-otel/openinference-instrumentation-dspy';
 * import { registerInstrumentations } from '@opentelemetry/instrumentation';
 *
 * const unregister = registerInstrumentations({ instrumentations: [createFetchInstrumentation()] });
 * unregister();
 * ```
 */
export function createFetchInstrumentation(config: FetchInstrumentationConfig = {}): UndiciInstrumentation {
  return new FetchInstrumentation(config);
}
