import { PRICES } from './prices.ts';
import type { LMCostParts, LMUsage } from './request.ts';

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
 * What a call cost in US dollars, part by part, at the prices of `prices.ts`; `undefined` for a model that is not listed there.
 *
 * @param modelId as the user names it, without the provider.
 * @param answered the model that answered, as the provider names it.
 */
export function costOf(provider: string, modelId: string, answered: string, usage: LMUsage | undefined): LMCostParts | undefined {
  const price = usage && findPrice(provider, modelId, answered);
  if (!price) return undefined;
  const { promptTokens, completionTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const { input, cachedInput = input, cacheWrite = input, output } = price.long && promptTokens > price.long.above ? price.long : price;
  const plain = Math.max(0, promptTokens - (cacheReadTokens ?? 0) - (cacheWriteTokens ?? 0));
  const cacheReadCost = cacheReadTokens === undefined ? undefined : (cacheReadTokens * cachedInput) / 1e6;
  const cacheWriteCost = cacheWriteTokens === undefined ? undefined : (cacheWriteTokens * cacheWrite) / 1e6;
  return {
    prompt: (plain * input) / 1e6 + (cacheReadCost ?? 0) + (cacheWriteCost ?? 0),
    completion: (completionTokens * output) / 1e6,
    ...(cacheReadCost !== undefined && { cacheRead: cacheReadCost }),
    ...(cacheWriteCost !== undefined && { cacheWrite: cacheWriteCost }),
  };
}

/** What the parts come to. */
export function totalOf({ prompt, completion }: LMCostParts): number {
  return prompt + completion;
}

/** The parts of two calls as those of one. */
export function addCosts(a: LMCostParts, b: LMCostParts): LMCostParts {
  const cacheRead = addKnown(a.cacheRead, b.cacheRead);
  const cacheWrite = addKnown(a.cacheWrite, b.cacheWrite);
  return { prompt: a.prompt + b.prompt, completion: a.completion + b.completion, ...(cacheRead !== undefined && { cacheRead }), ...(cacheWrite !== undefined && { cacheWrite }) };
}

function addKnown(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
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
