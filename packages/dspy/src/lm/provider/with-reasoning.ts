import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { LMParams } from '../request.ts';

/** The options with the reasoning effort as the AI SDK's packages know it by themselves, and options of the provider. */
export function withReasoning(
  options: LanguageModelV4CallOptions,
  { reasoningEffort }: LMParams,
  providerOptions: LanguageModelV4CallOptions['providerOptions'],
): LanguageModelV4CallOptions {
  return { ...options, ...(reasoningEffort !== undefined && { reasoning: reasoningEffort }), ...(providerOptions && { providerOptions }) };
}
