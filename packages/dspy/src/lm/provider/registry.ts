import { ConfigurationError } from '../../errors.ts';
import { anthropic } from './anthropic.ts';
import { azure } from './azure.ts';
import { bedrock } from './bedrock.ts';
import { gemini } from './gemini.ts';
import { groq } from './groq.ts';
import { mistral } from './mistral.ts';
import { openai } from './openai.ts';
import { ollama, openaiCompatible, openrouter } from './openai-compatible.ts';
import type { Provider } from './provider.ts';

const providers = new Map<string, Provider>(Object.entries({ openai, anthropic, azure, gemini, bedrock, groq, mistral, ollama, ollama_chat: ollama, openrouter }));

/**
 * Makes `new LM('<name>/…')` known. The last registration of a name wins.
 *
 * ```ts
 * import { type Provider, registerProvider } from '@dspy-otel/dspy';
 *
 * const lab: Provider = {
 *   async load() {
 *     const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
 *     return { chat: (modelId) => createOpenAICompatible({ name: 'lab', baseURL: 'https://lab.example/v1' }).chatModel(modelId) };
 *   },
 * };
 * registerProvider('lab', lab);
 * ```
 */
export function registerProvider(name: string, provider: Provider): void {
  providers.set(name, provider);
}

/**
 * The names that `new LM('<name>/…')` knows by themselves.
 *
 * ```ts
 * import { providerNames } from '@dspy-otel/dspy';
 *
 * console.log(providerNames().includes('anthropic')); // true
 * ```
 */
export function providerNames(): readonly string[] {
  return [...providers.keys()];
}

/** The provider of this name; for one that nobody registered, whatever speaks OpenAI's language at `apiBase`. @throws {ConfigurationError} */
export function findProvider(name: string, apiBase: string | undefined): Provider {
  const provider = providers.get(name) ?? (apiBase === undefined ? undefined : openaiCompatible);
  if (provider) return provider;
  throw new ConfigurationError(`unknown provider "${name}" (known: ${providerNames().join(', ')}); for an OpenAI-compatible server set apiBase`);
}
