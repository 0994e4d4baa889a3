import type { StoredSpan } from '../store/stored-span.ts';
import { extentOf, leadingSpan, orderSpans, type PlacedSpan } from './order-spans.ts';
import { spanTexts } from './span-texts.ts';
import type { JsonObject } from '../../contract/conversation/json.ts';

export interface MarkdownOptions {
  /** About how many characters it may have: texts are shortened first, then spans left out. */
  readonly maxChars: number;
  /** Only the texts of these spans; of all when there are none. */
  readonly spanIds?: readonly string[] | undefined;
}

const TREE_SHARE = 0.4;
const MIN_TEXT = 200;

/** A trace to paste into an issue or a prompt: its tree, then what each span was given and answered. Everything a trace says stands in fenced blocks. */
export function traceMarkdown(traceId: string, spans: readonly StoredSpan[], { maxChars, spanIds }: MarkdownOptions): string {
  const placed = orderSpans(spans);
  const first = leadingSpan(placed);
  const { start, end } = extentOf(spans);
  const errors = spans.filter(({ status }) => status === 'error').length;
  const head = `# Trace ${inline(first?.name ?? traceId)}\n\n\`${traceId}\` · ${inline(first?.service ?? '')} · ${milliseconds(start, end)} · ${spans.length} spans · ${errors} ${errors === 1 ? 'error' : 'errors'}\n`;
  const lines = placed.map((each) => treeLine(each));
  const tree = fenced(shortenList(lines, maxChars * TREE_SHARE).join('\n'));
  const told = placed.filter(({ span }) => spanIds === undefined || spanIds.length === 0 || spanIds.includes(span.id));
  return `${head}\n${tree}\n${details(told, maxChars - head.length - tree.length)}`;
}

function treeLine({ span, depth }: PlacedSpan<StoredSpan>): string {
  const tokens = span.usage.totalTokens === null ? '' : ` · ${span.usage.totalTokens} tokens`;
  const cost = span.usage.cost === null ? '' : ` · $${Number(span.usage.cost.toPrecision(3))}`;
  const status = span.status === 'error' ? ` · ERROR ${oneLine(span.statusMessage)}` : '';
  return `${'  '.repeat(Math.min(depth, 40))}${oneLine(span.name)} (${oneLine(span.kind)}) ${milliseconds(span.start, span.end)}${tokens}${cost}${status} [${span.id}]`;
}

function details(placed: readonly PlacedSpan<StoredSpan>[], maxChars: number): string {
  const texts = placed.map(({ span }) => ({ span, ...spanTexts(span.attributes as JsonObject, span.events.map(({ name, attributes }) => ({ name, attributes: attributes as JsonObject }))) }))
    .filter(({ span, input, output }) => input !== '' || output !== '' || span.status === 'error');
  const limit = Math.max(MIN_TEXT, Math.floor(maxChars / Math.max(1, texts.length * 2)) - 100);
  let out = '';
  for (const [index, { span, input, output }] of texts.entries()) {
    let section = `\n## ${inline(span.name)} \`${span.id}\`\n`;
    if (input !== '') section += `\nInput\n\n${fenced(shorten(input, limit))}`;
    if (output !== '') section += `\nOutput\n\n${fenced(shorten(output, limit))}`;
    if (span.status === 'error') section += `\nError\n\n${fenced(shorten(errorText(span), limit))}`;
    if (out.length + section.length > maxChars && index > 0) return `${out}\n… ${texts.length - index} more spans with texts are left out.\n`;
    out += section;
  }
  return out;
}

function errorText({ statusMessage, events }: StoredSpan): string {
  const exceptions = events.filter(({ name }) => name === 'exception').map(({ attributes }) => ['exception.type', 'exception.message', 'exception.stacktrace'].map((key) => attributes[key]).filter((value) => typeof value === 'string').join('\n'));
  return [statusMessage, ...exceptions].filter((text) => text !== '').join('\n');
}

/** Beginning and end, and how much was between. */
function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = Math.floor(limit / 2);
  return `${text.slice(0, kept)}\n… ${text.length - 2 * kept} characters …\n${text.slice(-kept)}`.toWellFormed();
}

function shortenList(lines: readonly string[], limit: number): readonly string[] {
  let length = 0;
  const index = lines.findIndex((line) => (length += line.length + 1) > limit);
  return index === -1 ? lines : [...lines.slice(0, index), `… ${lines.length - index} more spans`];
}

/** A fence longer than any in the text: nothing in it ends the block. */
function fenced(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}\n`;
}

/** A name within a line of Markdown, in which it means nothing. */
function inline(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, String.raw`\$&`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300).toWellFormed();
}

function milliseconds(start: bigint, end: bigint): string {
  return end === 0n ? 'running' : `${Number(((end > start ? Number(end - start) : 0) / 1e6).toPrecision(4))} ms`;
}
