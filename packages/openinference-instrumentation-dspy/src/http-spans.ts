import type { Attributes, Span } from '@opentelemetry/api';
import { UndiciInstrumentation, type UndiciInstrumentationConfig } from '@opentelemetry/instrumentation-undici';
import { ATTR_URL_FULL, ATTR_URL_QUERY } from '@opentelemetry/semantic-conventions';
import { httpRole } from './context.ts';

/** The part of a request that the hooks read; undici 5 to 8 have it. */
interface RequestTarget {
  readonly origin: string;
  readonly path: string;
}

const SECRET_PARAMETER = /([?&](?:[\w-]*(?:key|token|secret|signature|password)|sig|auth)=)[^&#]*/gi;

/**
 * Hooks for an `UndiciInstrumentation` of your own. They name the HTTP span below a language model's span after its
 * provider (`OpenAI API call`), leave out the span of the built-in search, which has one already, and keep keys in a
 * model's address out of the span. Requests of your own code keep their ordinary spans.
 *
 * ```ts
 * import { providerCallHooks } from '@dspy-otel/openinference-instrumentation-dspy';
 * import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
 *
 * const instrumentation = new UndiciInstrumentation({ ...providerCallHooks, requireParentforSpans: true });
 * ```
 */
export const providerCallHooks = {
  requestHook(span: Span): void {
    const role = httpRole();
    if (role && role !== 'untraced') span.updateName(`${role.label} API call`);
  },
  ignoreRequestHook(): boolean {
    return httpRole() === 'untraced';
  },
  startSpanHook(request: RequestTarget): Attributes {
    const role = httpRole();
    if (!role || role === 'untraced' || request.path.search(SECRET_PARAMETER) < 0) return {};
    const url = new URL(request.path.replace(SECRET_PARAMETER, '$1REDACTED'), request.origin);
    return { [ATTR_URL_FULL]: url.href, [ATTR_URL_QUERY]: url.search };
  },
} satisfies UndiciInstrumentationConfig;

/**
 * Spans for the HTTP requests of `fetch`, with {@link providerCallHooks} in place.
 *
 * ```ts
 * import { createFetchInstrumentation } from '@dspy-otel/openinference-instrumentation-dspy';
 * import { registerInstrumentations } from '@opentelemetry/instrumentation';
 *
 * const unregister = registerInstrumentations({ instrumentations: [createFetchInstrumentation()] });
 * unregister();
 * ```
 */
export function createFetchInstrumentation(config: Omit<UndiciInstrumentationConfig, keyof typeof providerCallHooks> = {}): UndiciInstrumentation {
  return new UndiciInstrumentation({ ...config, ...providerCallHooks });
}
