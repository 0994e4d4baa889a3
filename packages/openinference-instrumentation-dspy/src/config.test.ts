import { describe, expect, test } from '@jest/globals';
import { resolveSettings } from './config.ts';

describe('settings', () => {
  test('are compact, in both vocabularies, with all content, unless something is said', () => {
    expect(resolveSettings({}, {})).toEqual({
      detail: 'compact',
      openInference: true,
      genAI: true,
      content: {
        inputs: true,
        outputs: true,
        inputMessages: true,
        outputMessages: true,
        inputText: true,
        outputText: true,
        inputImages: true,
        tools: true,
        invocationParameters: true,
        maxBase64Length: 32_000,
        errorText: true,
      },
    });
  });

  test.each([
    ['openinference', true, false],
    ['gen_ai', false, true],
    ['both', true, true],
    ['BOTH', true, true],
    ['nonsense', true, true],
    ['', true, true],
  ])('DSPY_OTEL_SEMCONV=%s', (value, openInference, genAI) => {
    expect(resolveSettings({}, { DSPY_OTEL_SEMCONV: value })).toMatchObject({ openInference, genAI });
  });

  test.each([
    ['full', 'full'],
    ['compact', 'compact'],
    ['everything', 'compact'],
  ])('DSPY_OTEL_DETAIL=%s', (value, detail) => {
    expect(resolveSettings({}, { DSPY_OTEL_DETAIL: value }).detail).toBe(detail);
  });

  test('options win over the environment', () => {
    const env = { DSPY_OTEL_DETAIL: 'full', DSPY_OTEL_SEMCONV: 'gen_ai', OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'false' };
    expect(resolveSettings({ detail: 'compact', semconv: 'both', captureMessageContent: true }, env)).toEqual(resolveSettings({}, {}));
  });

  test.each(['false', 'FALSE', 'no_content', 'event_only'])('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=%s hides all content', (value) => {
    const { content } = resolveSettings({}, { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: value });
    expect(content).toMatchObject({ inputs: false, outputs: false, inputMessages: false, outputMessages: false, tools: false, errorText: false });
  });

  test.each(['true', 'span_only', 'span_and_event', ''])('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=%s hides nothing', (value) => {
    expect(resolveSettings({}, { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: value })).toEqual(resolveSettings({}, {}));
  });
});
