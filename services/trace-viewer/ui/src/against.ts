import type { ListLook } from './list-address.ts';
import { condition } from './model/complete-query.ts';

/** What the figures of a view are held against. It stands in the address. */
export type Against =
  | { readonly by: 'version'; /** Version that the view is about, and the other one; `null` for every version. */ readonly version: string | null; readonly other: string | null }
  | { readonly by: 'time'; /** Nanoseconds since 1970, as in `ListLook`. */ readonly from: string | null; readonly to: string | null };

export function parseAgainst(query: URLSearchParams): Against | null {
  const [from, to] = [moment(query.get('against_from')), moment(query.get('against_to'))];
  if (from !== null || to !== null) return { by: 'time', from, to };
  const [version, other] = [query.get('version'), query.get('against_version')];
  return version === null && other === null ? null : { by: 'version', version, other };
}

function moment(text: string | null): string | null {
  return text !== null && /^\d{1,19}$/.test(text) ? text : null;
}

/** The parameters that say it. */
export function formatAgainst(against: Against | null): readonly (readonly [string, string])[] {
  if (against === null) return [];
  const parameters = against.by === 'time' ? { against_from: against.from, against_to: against.to } : { version: against.version, against_version: against.other };
  return Object.entries(parameters).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

/** Which traces the view is about, and which ones it holds them against. */
export function sidesOf(look: ListLook, against: Against): { readonly base: ListLook; readonly now: ListLook } {
  if (against.by === 'time') return { base: { ...look, from: against.from, to: against.to }, now: look };
  return { base: ofVersion(look, against.other), now: ofVersion(look, against.version) };
}

// Only some span of a trace tells its version: a query finds the whole trace, the API's parameter `version` that span alone.
function ofVersion(look: ListLook, version: string | null): ListLook {
  return version === null ? look : { ...look, q: `${look.q} ${condition('version', version)}`.trim() };
}

/** As long a time right before a time that has a beginning; the earlier half of `stored` when it has none. */
export function timeBefore({ from, to }: Pick<ListLook, 'from' | 'to'>, stored: { readonly from: string; readonly to: string }): { readonly base: { from: string; to: string }; readonly now: { from: string; to: string } } {
  const end = BigInt(to ?? stored.to);
  const begin = from === null ? BigInt(stored.from) + (end - BigInt(stored.from)) / 2n : BigInt(from);
  const before = begin - (end - begin);
  return { base: { from: String(before < 0n ? 0n : before), to: String(begin) }, now: { from: String(begin), to: String(end) } };
}
