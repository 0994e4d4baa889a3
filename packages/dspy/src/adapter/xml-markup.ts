import { DEEPEST } from '../signature/strict-json.ts';

/** An element of an answer: a tag with its end, or one that is empty by itself. */
export interface XmlElement {
  readonly name: string;
  /** The name that a dictionary's key has which cannot name a tag. */
  readonly key: string | undefined;
  /** `<x />`: not even empty text. */
  readonly isVoid: boolean;
  /** What is inside, as it is written. */
  readonly inner: string;
  readonly children: readonly XmlElement[];
}

interface Tag {
  readonly kind: 'open' | 'close' | 'void';
  readonly name: string;
  readonly key: string | undefined;
  readonly start: number;
  readonly end: number;
}

interface OpenElement {
  readonly tag: Tag;
  readonly children: XmlElement[];
}

const TAG = /<(\/?)([\p{L}_][\p{L}\p{N}_.-]*)((?:\s+[\p{L}_:][\p{L}\p{N}_.:-]*\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/gu;
const CDATA = ['<![CDATA[', ']]>'] as const;

/**
 * The elements of an answer, as a tree. Text that is no markup, tags without an end and stray ends are text: models
 * forget to escape. The time it takes grows with the length of the text only.
 */
export function readElements(text: string): readonly XmlElement[] {
  const tags = readTags(text);
  const ends = matchTags(tags);
  const root: XmlElement[] = [];
  const open: OpenElement[] = [];
  const add = (element: XmlElement): void => {
    // What is deeper is text of the element around it.
    if (open.length < DEEPEST) (open.at(-1)?.children ?? root).push(element);
  };
  for (const [index, tag] of tags.entries()) {
    if (tag.kind === 'void') add({ name: tag.name, key: tag.key, isVoid: true, inner: '', children: [] });
    if (!ends.has(index)) continue;
    if (tag.kind === 'open') open.push({ tag, children: [] });
    const element = tag.kind === 'close' ? open.pop() : undefined;
    if (element) add({ name: element.tag.name, key: element.tag.key, isVoid: false, inner: text.slice(element.tag.end, tag.start), children: element.children });
  }
  return root;
}

function readTags(text: string): readonly Tag[] {
  const sections = cdataSections(text);
  const tags: Tag[] = [];
  let section = 0;
  for (const { 0: whole, 1: slash, 2: name = '', 3: attributes = '', 4: empty, index } of text.matchAll(TAG)) {
    while ((sections[section]?.end ?? Number.POSITIVE_INFINITY) <= index) section += 1;
    if (index >= (sections[section]?.start ?? Number.POSITIVE_INFINITY)) continue;
    const kind = slash === '/' ? 'close' : empty === '/' ? 'void' : 'open';
    tags.push({ kind, name, key: attributes === '' ? undefined : keyIn(attributes), start: index, end: index + whole.length });
  }
  return tags;
}

function keyIn(attributes: string): string | undefined {
  const [, , double, single] = /(^|\s)key\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes) ?? [];
  const key = double ?? single;
  return key === undefined ? undefined : decodeEntities(key);
}

function cdataSections(text: string): readonly { readonly start: number; readonly end: number }[] {
  const sections: { start: number; end: number }[] = [];
  for (let start = text.indexOf(CDATA[0]); start >= 0; ) {
    const end = text.indexOf(CDATA[1], start + CDATA[0].length);
    if (end < 0) break;
    sections.push({ start, end: end + CDATA[1].length });
    start = text.indexOf(CDATA[0], end);
  }
  return sections;
}

/** Which tags are starts and ends of elements. An end closes the last open tag of its name, and what is open in between is text. */
function matchTags(tags: readonly Tag[]): ReadonlySet<number> {
  const matched = new Set<number>();
  const open: { readonly index: number; readonly name: string }[] = [];
  const counts = new Map<string, number>();
  const count = (name: string, change: number): void => void counts.set(name, (counts.get(name) ?? 0) + change);
  for (const [index, { kind, name }] of tags.entries()) {
    if (kind === 'open') {
      open.push({ index, name });
      count(name, 1);
    } else if (kind === 'close' && (counts.get(name) ?? 0) > 0) {
      for (let last = open.pop(); last; last = open.pop()) {
        count(last.name, -1);
        if (last.name !== name) continue;
        matched.add(last.index).add(index);
        break;
      }
    }
  }
  return matched;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Text as it is meant: entities decoded, sections that are not markup as they are, no white space around it. */
export function elementText(inner: string): string {
  const text = inner.trim();
  const sections = cdataSections(text);
  if (sections.length === 0) return decodeEntities(text);
  let at = 0;
  let decoded = '';
  for (const { start, end } of sections) {
    decoded += decodeEntities(text.slice(at, start)) + text.slice(start + CDATA[0].length, end - CDATA[1].length);
    at = end;
  }
  return decoded + decodeEntities(text.slice(at));
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos));/gi, (whole: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Text inside an element, such that `elementText` gives it back: white space around it, too. */
export function escapeText(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const trimmed = escaped.trim();
  if (trimmed === escaped) return escaped;
  if (trimmed === '') return entities(escaped);
  const from = escaped.length - escaped.trimStart().length;
  return entities(escaped.slice(0, from)) + trimmed + entities(escaped.slice(from + trimmed.length));
}

function entities(text: string): string {
  return Array.from(text, (char) => `&#${char.codePointAt(0) ?? 32};`).join('');
}

/** The start of an element for a dictionary's key: a tag of that name, or an entry where no tag can have it. */
export function tagFor(key: string): { readonly name: string; readonly attributes: string } {
  if (/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(key) && key !== ENTRY) return { name: key, attributes: '' };
  const escaped = key.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll(/[\n\r\t]/g, entities);
  return { name: ENTRY, attributes: ` key="${escaped}"` };
}

const ENTRY = 'entry';

/** The key or field that an element stands for. */
export function keyOf({ name, key }: XmlElement): string {
  return name === ENTRY && key !== undefined ? key : name;
}
