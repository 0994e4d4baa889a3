import { describe, expect, test } from '@jest/globals';
import { resolveSettings } from './config.ts';
import { TextPolicy } from './text-policy.ts';

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
        promptTemplate: true,
        tools: true,
        invocationParameters: true,
        embeddingText: true,
        embeddingVectors: false,
        errorText: true,
        text: expect.any(TextPolicy),
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

  test('a pattern for what is to be hidden that cannot be used is an error', () => {
    expect(() => resolveSettings({}, { DSPY_OTEL_REDACT: '(' })).toThrow(/^DSPY_OTEL_REDACT: expected a regular expression, got "\("/);
  });

  test.each([
    ['5', '12345… [truncated: 5 of 8 characters]'],
    ['nonsense', '12345678'],
    ['0', '12345678'],
  ])('DSPY_OTEL_MAX_VALUE_LENGTH=%s', (value, shown) => {
    expect(resolveSettings({}, { DSPY_OTEL_MAX_VALUE_LENGTH: value }).content.text.shown('12345678')).toBe(shown);
  });

  test('DSPY_OTEL_REDACT and what an option says hide texts of one’s own', () => {
    expect(resolveSettings({}, { DSPY_OTEL_REDACT: String.raw`\d{3}-\d{4}|internal` }).content.text.shown('call 555-1234, internal')).toBe('call __REDACTED__, __REDACTED__');
    expect(resolveSettings({ redact: [/secret/i] }, { DSPY_OTEL_REDACT: 'other' }).content.text.shown('SECRET other Secret')).toBe('__REDACTED__ other __REDACTED__');
  });
});
