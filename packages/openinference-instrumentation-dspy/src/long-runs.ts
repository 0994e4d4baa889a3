/** Characters that keys, tokens and addresses are made of. */
const IN_RUN = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+/=:@~-') IN_RUN[character.charCodeAt(0)] = 1;

function isInRun(code: number): boolean {
  return code < 128 && IN_RUN[code] === 1;
}

/**
 * Replaces parts of a text that have at least `length` characters without a break: no space, quote, comma, bracket. Ordinary text has few
 * of them, and is skimmed: of every `length` characters only the last few are looked at, which is many times as fast as a regular
 * expression that tries every character.
 */
export function replaceLongRuns(text: string, length: number, replace: (run: string, start: number) => string): string {
  let result = '';
  let copied = 0;
  let last = length - 1;
  while (last < text.length) {
    const start = startOfRun(text, last, length);
    if (start > last - length + 1) {
      last = start + length - 1;
      continue;
    }
    let begin = start;
    while (begin > copied && isInRun(text.charCodeAt(begin - 1))) begin--;
    let end = last + 1;
    while (end < text.length && isInRun(text.charCodeAt(end))) end++;
    const run = text.slice(begin, end);
    const replaced = replace(run, begin);
    if (replaced !== run) {
      result += text.slice(copied, begin) + replaced;
      copied = end;
    }
    last = end + length;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** Where the characters up to `last` that belong together begin, looking back `length` characters at most. */
function startOfRun(text: string, last: number, length: number): number {
  const first = last - length + 1;
  for (let index = last; index >= first; index--) if (!isInRun(text.charCodeAt(index))) return index + 1;
  return first;
}
