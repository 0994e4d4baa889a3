import { tokenize } from '../../../contract/query/query-lexer.ts';

/** A condition of a query, as it was written, and the query without it. */
export interface QueryPart {
  readonly text: string;
  readonly without: string;
}

/** The conditions that all have to hold, each to be taken away by itself. A query with `or` or parentheses is one part. */
export function queryParts(source: string): readonly QueryPart[] {
  const tokens = tokenize(source);
  if (tokens.length === 0) return [];
  if (tokens.some(({ type }) => type === 'or' || type === 'open' || type === 'close')) return [{ text: source.trim(), without: '' }];
  const spans: { from: number; to: number }[] = [];
  let from: number | undefined;
  for (const token of tokens) {
    if (token.type === 'and') continue;
    from ??= token.at;
    if (token.type === 'not') continue;
    spans.push({ from, to: token.at + token.length });
    from = undefined;
  }
  const texts = spans.map((span) => source.slice(span.from, span.to));
  return texts.map((text, index) => ({ text, without: texts.filter((_, other) => other !== index).join(' ') }));
}
