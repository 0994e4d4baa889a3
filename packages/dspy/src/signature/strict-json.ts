/** How deep lists, objects and elements of an answer may be inside one another, so that no answer exhausts the stack. */
export const DEEPEST = 200;

/** The value that a text is the JSON of; `undefined` when it is none, or is nested too deeply. */
export function decodeJson(text: string): { readonly value: unknown } | undefined {
  try {
    // `JSON.parse` itself uses no stack. What it gives is quicker to walk than the text.
    const value: unknown = JSON.parse(text);
    return isDeeper(value, DEEPEST) ? undefined : { value };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => isDeeper(member, levels - 1));
}
