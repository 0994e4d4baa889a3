/** Name and version of the instrumentation scope that its spans carry. */
export const SCOPE_NAME = '@dspy-otel/openinference-instrumentation-dspy';
export const SCOPE_VERSION = '0.1.0';
