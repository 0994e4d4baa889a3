import { cellText, type Row } from './result-rows.ts';

const MAX_WORDS = 25;
const MAX_WIDTH = 36;

/** Rows as a table of text; long cells are cut, and nothing in them reaches the terminal as a control character. */
export function formatTable(rows: readonly Row[], columns: readonly string[], limit: number): string {
  const shown = rows.slice(0, limit);
  const lines = [['', ...columns], ...shown.map((row, index) => [String(index), ...columns.map((column) => cut(cellText(row[column])))])];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index + 1]?.length ?? 0)));
  const format = ([number = '', ...cells]: readonly string[]): string =>
    [number.padStart(String(shown.length).length), ...cells.map((cell, index) => cell.padEnd(widths[index] ?? 0))].join('  ').trimEnd();
  const more = rows.length > shown.length ? [`… and ${rows.length - shown.length} more`] : [];
  return `${[...lines.map(format), ...more].join('\n')}\n`;
}

function cut(text: string): string {
  const words = text.replaceAll(/\p{Cc}+/gu, ' ').trim().split(/\s+/);
  const short = words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS).join(' ')}…` : words.join(' ');
  return short.length > MAX_WIDTH ? `${short.slice(0, MAX_WIDTH - 1)}…` : short;
}
