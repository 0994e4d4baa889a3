import { isRecord, parseJson, type Json } from './values.ts';

/** A named field of a DSPy prompt or answer. */
export interface Field {
  readonly name: string;
  readonly value: Json;
}

/** A message taken apart into its fields, with the text around them. */
export interface Fields {
  readonly before: string;
  readonly fields: readonly Field[];
  readonly after: string;
}

const MARKER = /^\[\[ ## ([^\n\]#]{1,200}) ## \]\][ \t]*$/gm;

/**
 * The fields of a message as DSPy's adapters write them: `[[ ## name ## ]]` blocks, one JSON object, or `<name>` elements.
 * `null` for a text that is none of these.
 */
export function readFields(source: string): Fields | null {
  return markedFields(source) ?? jsonFields(source) ?? elementFields(source);
}

function markedFields(source: string): Fields | null {
  const markers = [...source.matchAll(MARKER)];
  const first = markers[0];
  if (first === undefined) return null;
  const fields: Field[] = [];
  let after = '';
  for (const [position, marker] of markers.entries()) {
    const block = source.slice(marker.index + marker[0].length, markers[position + 1]?.index ?? source.length).trim();
    const name = marker[1] ?? '';
    const last = position === markers.length - 1;
    if (name === 'completed') {
      if (block !== '') after = block;
    } else if (last) {
      const [value, reminder] = splitReminder(block);
      fields.push({ name, value });
      after = reminder;
    } else {
      fields.push({ name, value: block });
    }
  }
  return fields.length === 0 ? null : { before: source.slice(0, first.index).trim(), fields, after };
}

/**
 * After the last input an adapter reminds the model of the fields to answer with. It is the last paragraph, and it names
 * markers or asks to respond; it is no part of the field's value.
 */
function splitReminder(block: string): readonly [value: string, reminder: string] {
  if (reminds(block) && !block.includes('\n\n')) return ['', block];
  const cut = block.lastIndexOf('\n\n');
  if (cut === -1 || !reminds(block.slice(cut + 2))) return [block, ''];
  return [block.slice(0, cut).trimEnd(), block.slice(cut + 2)];
}

function reminds(paragraph: string): boolean {
  return /\[\[ ## \S+ ## \]\]/.test(paragraph) || paragraph.startsWith('Respond with ');
}

function jsonFields(source: string): Fields | null {
  const fenced = /^\s*```(?:json)?\n([\s\S]*?)\n```\s*$/.exec(source)?.[1];
  const json = parseJson(fenced ?? source);
  if (!isRecord(json)) return null;
  const fields = Object.entries(json).map(([name, value]) => ({ name, value }));
  return fields.length === 0 ? null : { before: '', fields, after: '' };
}

function elementFields(source: string): Fields | null {
  const fields: Field[] = [];
  let rest = source.trimStart();
  for (;;) {
    // Each tag stands on a line of its own: that tells a field from markup that happens to begin a text.
    const open = /^<([A-Za-z_]\w*)>\n/.exec(rest);
    if (open === null) break;
    const name = open[1] ?? '';
    const close = `\n</${name}>`;
    const end = rest.indexOf(close, open[0].length - 1);
    if (end === -1) return null;
    fields.push({ name, value: rest.slice(open[0].length, end) });
    rest = rest.slice(end + close.length).trimStart();
  }
  return fields.length === 0 ? null : { before: '', fields, after: rest.trimEnd() };
}
