import type { Attributes } from '../../../contract/scalars.ts';
import { number } from './attributes.ts';
import { formatCost, formatCount } from './numbers.ts';
import type { Tokens } from './usage.ts';

/** A part of a price: so many tokens, so many dollars. */
interface CostPart {
  readonly name: string;
  readonly tokens: number;
  readonly dollars: number;
}

const DETAILS = 'llm.cost.prompt_details.';

/**
 * How a call's cost comes about, as its sender told it: `prompt 400 × $0.15/M + completion 100 × $0.60/M`. Cached tokens stand
 * apart when their price does. `null` when only a total, or nothing, was told: prices are not guessed.
 */
export function costFormula(attrs: Attributes, tokens: Tokens): string | null {
  const prompt = number(attrs, 'llm.cost.prompt') ?? number(attrs, `${DETAILS}input`);
  const completion = number(attrs, 'llm.cost.completion') ?? number(attrs, 'llm.cost.completion_details.output');
  if (prompt === null && completion === null) return null;
  const cached = number(attrs, `${DETAILS}cache_read`);
  const parts: CostPart[] = [];
  const add = (name: string, count: number | null, dollars: number | null): void => {
    if (count !== null && count > 0 && dollars !== null) parts.push({ name, tokens: count, dollars });
  };
  if (cached !== null && tokens.cacheRead !== null && tokens.prompt !== null && prompt !== null) {
    add('cached', tokens.cacheRead, cached);
    add('prompt', tokens.prompt - tokens.cacheRead, prompt - cached);
  } else add('prompt', tokens.prompt, prompt);
  add('completion', tokens.completion, completion);
  return parts.length === 0 ? null : parts.map(({ name, tokens: count, dollars }) => `${name} ${formatCount(count)} × ${perMillion(dollars / count)}`).join(' + ');
}

function perMillion(dollars: number): string {
  return `${formatCost(Number((dollars * 1e6).toPrecision(6)))}/M`;
}
