import type { TraceConfigOptions } from '@arizeai/openinference-core';
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import { resolveContent } from './content-config.ts';
import type { ContentPolicy } from './content-policy.ts';
import { oneOf } from './environment.ts';

/** `compact`: one span per program, module, model call, search and tool. `full`: also each `Predict` and adapter. */
export type Detail = 'compact' | 'full';

/** Whose attribute names LLM, TOOL, RETRIEVER and EMBEDDING spans carry. Other spans always carry OpenInference's. */
export type Semconv = 'openinference' | 'gen_ai' | 'both';

/** What is not given here is read from the environment when the instrumentation is made, then from the defaults. */
export interface DSPyInstrumentationConfig extends InstrumentationConfig {
  /** `DSPY_OTEL_DETAIL`; `compact` unless set. */
  readonly detail?: Detail;
  /** `DSPY_OTEL_SEMCONV`; `both` unless set. */
  readonly semconv?: Semconv;
  /** What to keep out of spans, as OpenInference defines it: `OPENINFERENCE_HIDE_*`, `OPENINFERENCE_BASE64_IMAGE_MAX_LENGTH`. */
  readonly traceConfig?: TraceConfigOptions;
  /** `OPENINFERENCE_HIDE_LLM_INVOCATION_PARAMETERS`. */
  readonly hideInvocationParameters?: boolean;
  /** `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`; `false` keeps every input and output out of spans. `true` unless set. */
  readonly captureMessageContent?: boolean;
  /**
   * What of every text is replaced by `__REDACTED__`, beside keys and tokens that are known by their shape (`sk-…`, `Bearer …`).
   * `DSPY_OTEL_REDACT`: one regular expression. `false` replaces nothing at all.
   */
  readonly redact?: readonly RegExp[] | false;
  /** `DSPY_OTEL_CAPTURE_IMAGES`; images, sound and files inside messages are replaced by their hash and size unless `true`. */
  readonly captureImages?: boolean;
  /** `DSPY_OTEL_CAPTURE_EMBEDDINGS`; vectors are left out of spans unless `true`. */
  readonly captureEmbeddings?: boolean;
  /** `DSPY_OTEL_MAX_VALUE_LENGTH`; a longer value is cut and ends in `… [truncated: 131072 of 500000 characters]`. In characters; 131072 unless set. */
  readonly maxValueLength?: number;
}

/** The configuration with every choice made. */
export interface SpanSettings {
  readonly detail: Detail;
  readonly openInference: boolean;
  readonly genAI: boolean;
  readonly content: ContentPolicy;
}

/** @throws {TypeError} when a pattern for what is to be hidden cannot be used: hiding nothing instead would be worse. */
export function resolveSettings(config: DSPyInstrumentationConfig, env: NodeJS.ProcessEnv = process.env): SpanSettings {
  const semconv = config.semconv ?? oneOf(env, 'DSPY_OTEL_SEMCONV', ['openinference', 'gen_ai', 'both'], 'both');
  return {
    detail: config.detail ?? oneOf(env, 'DSPY_OTEL_DETAIL', ['compact', 'full'], 'compact'),
    openInference: semconv !== 'gen_ai',
    genAI: semconv !== 'openinference',
    content: resolveContent(config, env),
  };
}
