import { generateTraceConfig } from '@arizeai/openinference-core';
import type { DSPyInstrumentationConfig } from './config.ts';
import type { ContentPolicy } from './content-policy.ts';
import { countOf, flagOf } from './environment.ts';
import { TextPolicy } from './text-policy.ts';

/** Values of OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT that leave spans without content. */
const NO_CONTENT_ON_SPANS: ReadonlySet<string> = new Set(['false', '0', 'no_content', 'event_only']);

const MAX_VALUE_LENGTH = 131_072;

/** @throws {TypeError} when `DSPY_OTEL_REDACT` is no regular expression. */
export function resolveContent(config: DSPyInstrumentationConfig, env: NodeJS.ProcessEnv): ContentPolicy {
  // Called with an object, generateTraceConfig reads OPENINFERENCE_* from the environment; without one it does not.
  const hide = generateTraceConfig({ ...config.traceConfig });
  const capture = config.captureMessageContent ?? !NO_CONTENT_ON_SPANS.has((env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'] ?? '').toLowerCase());
  const inputs = capture && !hide.hideInputs;
  const outputs = capture && !hide.hideOutputs;
  const inputMessages = inputs && !hide.hideInputMessages;
  const outputMessages = outputs && !hide.hideOutputMessages;
  return {
    inputs,
    outputs,
    inputMessages,
    outputMessages,
    inputText: !hide.hideInputText,
    outputText: !hide.hideOutputText,
    inputImages: !hide.hideInputImages,
    promptTemplate: inputMessages && !hide.hideInputText && !hide.hidePrompts,
    tools: inputs && !hide.hideLLMTools,
    invocationParameters: !(config.hideInvocationParameters ?? flagOf(env, 'OPENINFERENCE_HIDE_LLM_INVOCATION_PARAMETERS')),
    embeddingText: inputs && !flagOf(env, 'OPENINFERENCE_HIDE_EMBEDDINGS_TEXT'),
    embeddingVectors: outputs && !hide.hideEmbeddingVectors && (config.captureEmbeddings ?? flagOf(env, 'DSPY_OTEL_CAPTURE_EMBEDDINGS')),
    errorText: inputMessages && outputMessages && !hide.hideInputText && !hide.hideOutputText,
    text: new TextPolicy({
      patterns: config.redact === false ? [] : (config.redact ?? patternsOf(env)),
      knownSecrets: config.redact !== false,
      media: config.captureImages ?? flagOf(env, 'DSPY_OTEL_CAPTURE_IMAGES'),
      longestMedia: hide.base64ImageMaxLength,
      longestText: config.maxValueLength ?? countOf(env, 'DSPY_OTEL_MAX_VALUE_LENGTH', MAX_VALUE_LENGTH),
    }),
  };
}

function patternsOf(env: NodeJS.ProcessEnv): RegExp[] {
  const pattern = env['DSPY_OTEL_REDACT'];
  if (!pattern) return [];
  try {
    return [new RegExp(pattern, 'gu')];
  } catch (cause) {
    throw new TypeError(`DSPY_OTEL_REDACT: expected a regular expression, got ${JSON.stringify(pattern)}: ${(cause as Error).message}`, { cause });
  }
}
