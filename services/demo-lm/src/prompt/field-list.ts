import { closingIndex } from './brackets.ts';
import { typeFromName } from './type-name.ts';
import type { ValueType } from './value-type.ts';

/** A field as a prompt lists it: ``2. `answer` (str): a short answer``. */
interface ListedField {
  readonly name: string;
  /** undefined when the type is not given or is a name such as a class. */
  readonly type: ValueType | undefined;
  readonly description: string;
}

export interface FieldLists {
  readonly inputs: readonly ListedField[];
  readonly outputs: readonly ListedField[];
}

interface Group {
  readonly header: string;
  readonly fields: ListedField[];
}

const ITEM = /^[ \t]*(?:\(?(\d{1,3})[.)]|[-*•])[ \t]+`([A-Za-z_]\w*)`[ \t]*(.*)$/;

const LONGEST_TYPE = 1_000;

/** Finds the list of input fields and the list of output fields in a system message. */
export function readFieldLists(text: string): FieldLists {
  const groups = readGroups(text).slice(0, 2);
  const [first, second] = groups;
  if (first && second) {
    return saysOutputs(first.header) && !saysOutputs(second.header)
      ? { inputs: second.fields, outputs: first.fields }
      : { inputs: first.fields, outputs: second.fields };
  }
  const fields = first?.fields ?? [];
  return first && /\binputs?\b/i.test(first.header) && !saysOutputs(first.header)
    ? { inputs: fields, outputs: [] }
    : { inputs: [], outputs: fields };
}

function saysOutputs(header: string): boolean {
  return /\boutputs?\b/i.test(header);
}

function readGroups(text: string): Group[] {
  const groups: Group[] = [];
  let current: Group | undefined;
  let header = '';
  for (const line of text.split('\n')) {
    const item = ITEM.exec(line);
    if (item) {
      const [, number, name = '', rest = ''] = item;
      if (!current || number === '1' || (number === undefined && header !== current.header)) {
        current = { header, fields: [] };
        groups.push(current);
      }
      current.fields.push({ name, ...readTypeAndDescription(rest) });
    } else if (line.trimEnd().endsWith(':')) {
      header = line;
    } else if (/^\s*constraints?:/i.test(line)) {
      extendLast(current, line.trim());
    }
  }
  return groups;
}

function extendLast(group: Group | undefined, line: string): void {
  const last = group?.fields.pop();
  if (last) group?.fields.push({ ...last, type: bounded(last.type, line.slice(0, 500)), description: `${last.description} ${line}`.trim() });
}

function readTypeAndDescription(rest: string): Omit<ListedField, 'name'> {
  const end = rest.startsWith('(') ? closingIndex(rest, 0) : 0;
  const type = end > 1 ? typeFromName(rest.slice(1, Math.min(end - 1, LONGEST_TYPE))) : undefined;
  return { type, description: rest.slice(Math.max(end, 0)).replace(/^\s*:\s*/, '').trim() };
}

const AT_LEAST = /(?:at least|greater|>=?|≥|minimum)[^\d-]*(-?\d+(?:\.\d+)?)/i;
const AT_MOST = /(?:at most|less|<=?|≤|maximum)[^\d-]*(-?\d+(?:\.\d+)?)/i;

function bounded(type: ValueType | undefined, constraints: string): ValueType | undefined {
  if (type?.kind !== 'int' && type?.kind !== 'float') return type;
  const min = AT_LEAST.exec(constraints)?.[1];
  const max = AT_MOST.exec(constraints)?.[1];
  return { ...type, ...(min !== undefined && { min: Number(min) }), ...(max !== undefined && { max: Number(max) }) };
}
