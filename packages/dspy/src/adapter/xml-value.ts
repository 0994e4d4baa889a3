import { isRecord } from '../is-record.ts';
import { allowsNone, ANY, type FieldType } from '../signature/field-type.ts';
import { parseValue } from '../signature/parse-value.ts';
import { valueText } from './output-value.ts';
import { elementText, escapeText, keyOf, tagFor, type XmlElement } from './xml-markup.ts';

type Nested = Extract<FieldType, { kind: 'list' | 'set' | 'tuple' | 'dict' | 'object' }>;

/** The type of values that are elements inside elements; `undefined` for those that are text. */
export function nestedShape(type: FieldType): Nested | undefined {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'tuple':
    case 'dict':
    case 'object':
      return type;
    case 'checked':
      return nestedShape(type.base);
    case 'union': {
      const some = type.members.filter((member) => member.kind !== 'none');
      return some.length === 1 && some[0] ? nestedShape(some[0]) : undefined;
    }
    default:
      return undefined;
  }
}

/** The place of a value of this type: an element for each part of it. */
export function elementShape(key: string, type: FieldType): string {
  return element(key, shapeInside(nestedShape(type)));
}

function shapeInside(type: Nested | undefined): string {
  switch (type?.kind) {
    case 'list':
    case 'set':
      return elementShape('item', type.item ?? ANY);
    case 'tuple':
      return type.items.map((item) => elementShape('item', item)).join('');
    case 'dict':
      return elementShape('any key', type.value ?? ANY);
    case 'object': {
      const fields = Object.entries(type.fields);
      return fields.length === 0 ? '...' : fields.map(([name, field]) => elementShape(name, field.type)).join('');
    }
    default:
      return '...';
  }
}

/** A value, as plain JSON data, as an element. */
export function toElement(key: string, type: FieldType, value: unknown): string {
  if (value !== null) return element(key, inside(type, value));
  const { name, attributes } = tagFor(key);
  return `<${name}${attributes} />`;
}

function element(key: string, content: string): string {
  const { name, attributes } = tagFor(key);
  return `<${name}${attributes}>${content}</${name}>`;
}

function inside(type: FieldType, value: unknown): string {
  const shape = nestedShape(type);
  if (Array.isArray(value) && shape && isSequence(shape)) return value.map((item, index) => toElement('item', itemType(shape, index), item)).join('');
  if (isRecord(value) && shape && !isSequence(shape)) {
    return Object.entries(value).map(([key, member]) => toElement(key, memberType(shape, key), member)).join('');
  }
  return escapeText(valueText(type, value));
}

type Sequence = Extract<Nested, { kind: 'list' | 'set' | 'tuple' }>;

function isSequence(type: Nested): type is Sequence {
  return type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple';
}

function itemType(type: Sequence, index: number): FieldType {
  return (type.kind === 'tuple' ? type.items[index] : type.item) ?? ANY;
}

function memberType(type: Exclude<Nested, Sequence>, key: string): FieldType {
  if (type.kind === 'dict') return type.value ?? ANY;
  return (Object.hasOwn(type.fields, key) ? type.fields[key]?.type : undefined) ?? ANY;
}

/**
 * What elements of one name write: text where the type has no parts, lists and objects of such otherwise. What does not
 * fit the type is left for whoever reads the value to refuse.
 */
export function readElement(elements: readonly XmlElement[], type: FieldType): unknown {
  const [first] = elements;
  if (!first) return undefined;
  const shape = nestedShape(type) ?? (first.children.length > 0 ? shapeOfChildren(type) : undefined);
  if (elements.length === 1 && (type.kind === 'any' ? first.isVoid : allowsNone(type) && isNothing(first, shape))) return null;
  if (shape && isSequence(shape)) return readSequence(elements, shape);
  if (shape) return readMembers(first, shape);
  const texts = elements.map(({ inner }) => elementText(inner));
  return elements.length > 1 && type.kind === 'str' ? texts : texts[0];
}

function isNothing({ isVoid, inner }: XmlElement, shape: Nested | undefined): boolean {
  return isVoid || (shape !== undefined && /^\s*(?:none|null)\s*$/i.test(inner));
}

/** How children are read where the type leaves it open. */
function shapeOfChildren(type: FieldType): Nested | undefined {
  if (type.kind === 'any') return { kind: 'dict' };
  return type.kind === 'union' ? type.members.map(nestedShape).find((member) => member !== undefined) : undefined;
}

function readSequence(elements: readonly XmlElement[], type: Sequence): unknown {
  const [first] = elements;
  const items = elements.length === 1 && first ? itemsIn(first, type) : elements;
  if (typeof items === 'string') return items;
  return items.map((item, index) => readPart([item], itemType(type, index)));
}

/** The items of a list; what stands there instead of items when that is JSON. */
function itemsIn(list: XmlElement, type: Sequence): readonly XmlElement[] | string {
  const { children } = list;
  const [first] = children;
  if (!first) {
    const text = elementText(list.inner);
    if (text.startsWith('[')) return text;
    return text === '' ? [] : [list];
  }
  const items = children.filter(({ name }) => name === 'item');
  if (items.length > 0) return items;
  const item = nestedShape(itemType(type, 0));
  const isPart = !item || item.kind === 'dict' || (item.kind === 'object' && Object.hasOwn(item.fields, keyOf(first)));
  return isPart || children.some(({ name }) => name !== first.name) ? [list] : children;
}

function readMembers(whole: XmlElement, type: Exclude<Nested, Sequence>): unknown {
  if (whole.children.length === 0) {
    const text = elementText(whole.inner);
    return text === '' ? {} : text;
  }
  const members = Map.groupBy(whole.children, keyOf);
  return Object.fromEntries(Array.from(members, ([key, elements]) => [key, readPart(elements, memberType(type, key))]));
}

/** A part of a value: nobody else will see that it was text. */
function readPart(elements: readonly XmlElement[], type: FieldType): unknown {
  const written = readElement(elements, type);
  const parsed = typeof written === 'string' ? parseValue(type, written) : undefined;
  return parsed?.ok ? parsed.value : written;
}
