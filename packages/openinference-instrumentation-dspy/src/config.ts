import { generateTraceConfig, type TraceConfigOptions } from '@arizeai/openinference-core';
import { diag } from '@opentelemetry/api';
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';
import type { ContentPolicy } from './content-policy.ts';

/** `compact`: one span per program, module, model call, search and tool. `full`: also each `Predict` and adapter. */
export type Detail = 'compact' | 'full';

/** Whose attribute names LLM, TOOL and RETRIEVER spans carry. Other spans always carry OpenInference's. */
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
}

/** The configuration with every choice made. */
export interface SpanSettings {
  readonly detail: Detail;
  readonly openInference: boolean;
  readonly genAI: boolean;
  readonly content: ContentPolicy;
}

/** Values of OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT that leave spans without content. */
const NO_CONTENT_ON_SPANS: ReadonlySet<string> = new Set(['false', '0', 'no_content', 'event_only']);

export function resolveSettings(config: DSPyInstrumentationConfig, env: NodeJS.ProcessEnv = process.env): SpanSettings {
  const semconv = config.semconv ?? fromEnv(env, 'DSPY_OTEL_SEMCONV', ['openinference', 'gen_ai', 'both'], 'both');
  return {
    detail: config.detail ?? fromEnv(env, 'DSPY_OTEL_DETAIL', ['compact', 'full'], 'compact'),
    openInference: semconv !== 'gen_ai',
    genAI: semconv !== 'openinference',
    content: contentPolicy(config, env),
  };
}

function contentPolicy(config: DSPyInstrumentationConfig, env: NodeJS.ProcessEnv): ContentPolicy {
  // Called with an object, generateTraceConfig reads OPENINFERENCE_* from the environment; without one it does not.
  const hide = generateTraceConfig({ ...config.traceConfig });
  const capture = config.captureMessageContent ?? !NO_CONTENT_ON_SPANS.has((env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'] ?? '').toLowerCase());
  const inputs = capture && !hide.hideInputs;
  const outputs = capture && !hide.hideOutputs;
  return {
    inputs,
    outputs,
    inputMessages: inputs && !hide.hideInputMessages,
    outputMessages: outputs && !hide.hideOutputMessages,
    inputText: !hide.hideInputText,
    outputText: !hide.hideOutputText,
    inputImages: !hide.hideInputImages,
    tools: inputs && !hide.hideLLMTools,
    invocationParameters: !(config.hideInvocationParameters ?? env['OPENINFERENCE_HIDE_LLM_INVOCATION_PARAMETERS']?.toLowerCase() === 'true'),
    maxBase64Length: hide.base64ImageMaxLength,
    errorText: inputs && outputs && !hide.hideInputMessages && !hide.hideOutputMessages && !hide.hideInputText && !hide.hideOutputText,
  };
}

function fromEnv<const T extends string>(env: NodeJS.ProcessEnv, name: string, allowed: readonly T[], fallback: T): T {
  const value = env[name]?.trim();
  if (!value) return fallback;
  const match = allowed.find((candidate) => candidate === value.toLowerCase());
  if (!match) diag.warn(`${name}: expected ${allowed.join(', ')}, got ${JSON.stringify(value)}; using ${fallback}`);
  return match ?? fallback;
}
