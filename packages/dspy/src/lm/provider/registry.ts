import { ConfigurationError } from '../../errors.ts';
import { openai } from './openai.ts';
import { openaiCompatible } from './openai-compatible.ts';
import type { Provider } from './provider.ts';

const providers = new Map<string, Provider>([['openai', openai]]);

/** Makes `new LM('<name>/…')` known. The last registration of a name wins. */
export function registerProvider(name: string, provider: Provider): void {
  providers.set(name, provider);
}

/** The provider of this name; for one that nobody registered, whatever speaks OpenAI's language at `apiBase`. @throws {ConfigurationError} */
export function findProvider(name: string, apiBase: string | undefined): Provider {
  const provider = providers.get(name) ?? (apiBase === undefined ? undefined : openaiCompatible);
  if (provider) return provider;
  throw new ConfigurationError(`unknown provider "${name}" (known: ${[...providers.keys()].join(', ')}); for an OpenAI-compatible server set apiBase`);
}
