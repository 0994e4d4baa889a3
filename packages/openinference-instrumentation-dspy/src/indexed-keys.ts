/** Names of one item's attributes, by what this code calls them. */
type Keys<Names> = { readonly [Name in keyof Names]: string };

/** Conversations and searches rarely have more items. */
const MOST_KEPT = 256;

/**
 * Attribute names with a number in them, such as `llm.input_messages.3.message.role`: made once for each number, since putting them together for
 * every span takes longer than everything else that is done with an attribute.
 *
 * @param names what follows the number.
 * @returns the names of the item with a number.
 */
export function indexedKeys<const Names extends Readonly<Record<string, string>>>(prefix: string, names: Names): (index: number) => Keys<Names> {
  const kept: Keys<Names>[] = [];
  const made = (index: number): Keys<Names> => Object.fromEntries(Object.entries(names).map(([name, suffix]) => [name, `${prefix}.${index}.${suffix}`])) as Keys<Names>;
  return (index) => (index < MOST_KEPT ? (kept[index] ??= made(index)) : made(index));
}
