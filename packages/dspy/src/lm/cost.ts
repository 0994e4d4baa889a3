import { PRICES } from './prices.ts';
import type { LMUsage } from './request.ts';

interface Rates {
  readonly input: number;
  /** Prompt tokens read from the provider's cache; as `input` where it is absent. */
  readonly cachedInput?: number;
  /** Prompt tokens written to the provider's cache; as `input` where it is absent. */
  readonly cacheWrite?: number;
  readonly output: number;
}

/** US dollars per million tokens. */
export interface Price extends Rates {
  /** For the whole of a call whose prompt has more tokens than `above`. */
  readonly long?: Rates & { readonly above: number };
}

/** Providers that sell another's models, at its prices, under names of the user's choice. */
const RESELLERS: Readonly<Record<string, string>> = { azure: 'openai' };

/**
 * What a call cost in US dollars, at the prices of `prices.ts`; `undefined` for a model that is not listed there.
 *
 * @param modelId as the user names it, without the provider.
 * @param answered the model that answered, as the provider names it.
 */
export function costOf(provider: string, modelId: string, answered: string, usage: LMUsage | undefined): number | undefined {
  const price = usage && findPrice(provider, modelId, answered);
  if (!price) return undefined;
  const { promptTokens, completionTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const { input, cachedInput = input, cacheWrite = input, output } = price.long && promptTokens > price.long.above ? price.long : price;
  const plain = Math.max(0, promptTokens - cacheReadTokens - cacheWriteTokens);
  return (plain * input + cacheReadTokens * cachedInput + cacheWriteTokens * cacheWrite + completionTokens * output) / 1e6;
}

function findPrice(provider: string, modelId: string, answered: string): Price | undefined {
  const seller = RESELLERS[provider];
  const names = seller === undefined ? [modelId, answered] : [answered];
  for (const name of names.flatMap((each) => [each, undated(each)])) {
    const key = `${seller ?? provider}/${name}`;
    if (Object.hasOwn(PRICES, key)) return PRICES[key];
  }
  return undefined;
}

/** `gpt-4o-mini-2024-07-18` and `claude-opus-4-5-20251101` without their dates. */
function undated(name: string): string {
  return name.replace(/-(?:\d{4}-\d{2}-\d{2}|\d{8})$/, '');
}
