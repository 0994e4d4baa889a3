/** Any value that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A text as a reader would like to see it. */
export type Value =
  | { readonly form: 'text'; readonly text: string }
  | { readonly form: 'json'; readonly json: Json }
  | { readonly form: 'list'; readonly items: readonly string[] };

/** A text that holds a JSON object, array or quoted text as JSON, a list as DSPy numbers it as its items, else the text. */
export function readValue(source: string): Value {
  const passages = numberedList(source);
  if (passages !== null) return { form: 'list', items: passages };
  const json = parseJson(source);
  if (json === undefined) return { form: 'text', text: source };
  return ofJson(json);
}

/** A value that is JSON already. */
export function ofJson(json: Json): Value {
  if (typeof json === 'string') return { form: 'text', text: json };
  if (isList(json) && json.length > 0 && json.every((item) => typeof item === 'string')) {
    return { form: 'list', items: json.filter((item) => typeof item === 'string') };
  }
  return { form: 'json', json };
}

/** Objects, arrays and quoted texts only: `12` or `true` in a prompt is a text like any other. `undefined` if it is none. */
export function parseJson(source: string): Json | undefined {
  const trimmed = source.trim();
  if (!/^[{["]/.test(trimmed)) return undefined;
  try {
    const parsed: Json = JSON.parse(trimmed);
    return parsed;
  } catch {
    return undefined;
  }
}

export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

export function isRecord(json: Json | undefined): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

const LINE = 72;

/** Indented, or on one line when that is short enough to be read at a glance. */
export function printJson(json: Json): string {
  const indented = JSON.stringify(json, null, 2);
  // An indented text of this many lines is never short on one.
  if (indented.length > LINE * 4) return indented;
  const line = indented.replaceAll(/\n\s*(?=[\]}])|(?<=[[{])\n\s*/g, '').replaceAll(/\n\s*/g, ' ');
  return line.length <= LINE ? line : indented;
}

/** The items of `[1] «one»` and, over several lines, `[2] «««⏎    two⏎»»»`; `null` for any other text. */
function numberedList(source: string): readonly string[] | null {
  if (!source.startsWith('[1] «')) return null;
  const list: string[] = [];
  let rest = source.trimEnd();
  while (rest !== '') {
    const match = /^\[(\d+)\] (?:«««\n([\s\S]*?)\n»»»|«([\s\S]*?)»)(?:\n|$)/.exec(rest);
    if (match === null || Number(match[1]) !== list.length + 1) return null;
    list.push(match[2]?.replaceAll(/^ {4}/gm, '') ?? match[3] ?? '');
    rest = rest.slice(match[0].length);
  }
  return list;
}
