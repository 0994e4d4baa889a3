export type { Detail, DSPyInstrumentationConfig, Semconv } from './config.ts';
export { createFetchInstrumentation, type FetchInstrumentationConfig } from './http-spans.ts';
export { DSPyInstrumentation } from './instrumentation.ts';
export { type SharedAttributes, usingAttributes } from './using-attributes.ts';
