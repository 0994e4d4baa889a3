import type { Module } from './module.ts';

/** A module and all modules below it with their paths, in the order of their properties; the module itself has the path `self`. */
export function findModules(root: Module, isModule: (value: object) => value is Module): [string, Module][] {
  const found: [string, Module][] = [];
  const seen = new Set<object>();
  visit(root, '');
  return found;

  function visit(value: unknown, path: string): void {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    if (isModule(value)) {
      seen.add(value);
      found.push([path === '' ? 'self' : path, value]);
      for (const [name, property] of Object.entries(value)) visit(property, path === '' ? name : `${path}.${name}`);
    } else if (Array.isArray(value)) {
      seen.add(value);
      for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`);
    } else if (value instanceof Map || isPlainRecord(value)) {
      seen.add(value);
      const entries = value instanceof Map ? [...value] : Object.entries(value);
      for (const [key, item] of entries) visit(item, `${path}['${String(key)}']`);
    }
  }
}

function isPlainRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
