import type { FieldType, LiteralValue } from './field-type.ts';

/**
 * The type as prompts and messages write it, in Python's notation: `list[str]`, `Union[str, NoneType]`.
 *
 * ```ts
 * import { parseType, typeName } from '@dspy-otel/dspy';
 *
 * console.log(typeName(parseType('Optional[list[int]]'))); // Union[list[int], NoneType]
 * ```
 */
export function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'none':
      return 'NoneType';
    case 'any':
      return 'Any';
    case 'list':
    case 'set':
      return type.item ? `${type.kind}[${typeName(type.item)}]` : type.kind;
    case 'tuple':
      return `tuple[${type.items.map(typeName).join(', ')}]`;
    case 'dict':
      return type.value ? `dict[${typeName(type.key ?? { kind: 'str' })}, ${typeName(type.value)}]` : 'dict';
    case 'literal':
      return `Literal[${type.values.map(pythonLiteral).join(', ')}]`;
    case 'union':
      return `Union[${type.members.map(typeName).join(', ')}]`;
    case 'enum':
    case 'object':
      return type.name;
    case 'custom':
      return type.type.name;
    case 'checked':
      return typeName(type.base);
    default:
      return type.kind;
  }
}

/** A literal value as Python writes it in code: `'it'`, `True`, `None`. */
export function pythonLiteral(value: LiteralValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  if (!escaped.includes("'") || escaped.includes('"')) return `'${escaped.replaceAll("'", "\\'")}'`;
  return `"${escaped}"`;
}

/** A literal value as a prompt lists it among the choices: without quotes. */
export function choiceText(value: LiteralValue): string {
  return typeof value === 'string' ? value : pythonLiteral(value);
}
