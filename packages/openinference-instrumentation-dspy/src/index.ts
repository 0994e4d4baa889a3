export type { Detail, DSPyInstrumentationConfig, Semconv } from './config.ts';
export { createFetchInstrumentation, providerCallHooks } from './http-spans.ts';
export { DSPyInstrumentation } from './instrumentation.ts';
export { type SharedAttributes, usingAttributes } from './using-attributes.ts';
