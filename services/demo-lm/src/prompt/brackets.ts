const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
const QUOTES = new Set(["'", '"', '`']);

/**
 * The end (exclusive) of the bracketed text that begins at `start`, brackets in quotes not counted; -1 when it never
 * closes. A quote directly after a letter is an apostrophe.
 */
export function closingIndex(text: string, start: number): number {
  const stack: string[] = [];
  for (let index = start; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (QUOTES.has(char) && !/\w/.test(text.charAt(index - 1))) {
      const end = endOfQuote(text, index);
      if (end > 0) index = end;
      continue;
    }
    const closing = CLOSING[char];
    if (closing !== undefined && (char !== '<' || stack.length === 0)) stack.push(closing);
    else if (char === stack.at(-1)) stack.pop();
    if (stack.length === 0) return index + 1;
  }
  return -1;
}

/** Splits where `separator` stands outside of brackets and quotes. */
export function splitTopLevel(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === separator) {
      parts.push(text.slice(from, index));
      from = index + 1;
    } else if (QUOTES.has(char) && !/\w/.test(text.charAt(index - 1))) {
      index = Math.max(index, endOfQuote(text, index));
    } else if (char === '(' || char === '[' || char === '{' || char === '<') {
      index = Math.max(index, closingIndex(text, index) - 1);
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function endOfQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let index = start + 1; index < text.length; index += 1) {
    if (text.charAt(index) === '\\') index += 1;
    else if (text.charAt(index) === quote) return index;
  }
  return -1;
}
