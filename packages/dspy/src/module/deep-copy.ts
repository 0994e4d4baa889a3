/**
 * A copy of an object and of the objects like it, lists, maps and plain objects below it; everything else is shared.
 * Made without constructors, so private `#members` are not there in copies.
 */
export function deepCopy<T extends object>(original: T, isCopied: (value: object) => boolean): T {
  return copyOf(original, new Map(), isCopied) as T;
}

function copyOf(value: unknown, copies: Map<object, object>, isCopied: (value: object) => boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known) return known;
  if (isCopied(value)) return copyInto(Object.create(Object.getPrototypeOf(value) as object) as object, value, copies, isCopied);
  if (Array.isArray(value)) return copyInto([], value, copies, isCopied);
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    copies.set(value, copy);
    for (const [key, item] of value) copy.set(key, copyOf(item, copies, isCopied));
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? copyInto({}, value, copies, isCopied) : value;
}

function copyInto(copy: object, original: object, copies: Map<object, object>, isCopied: (value: object) => boolean): object {
  copies.set(original, copy);
  for (const name of Object.keys(original)) Reflect.set(copy, name, copyOf(Reflect.get(original, name), copies, isCopied));
  return copy;
}
