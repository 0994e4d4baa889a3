/** A label for a field, from its name: `next_tool_name` gives `Next Tool Name`, `HTMLParser` gives `HTML Parser`. */
export function inferPrefix(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/([a-zA-Z])(\d)/g, '$1_$2')
    .replaceAll(/(\d)([a-zA-Z])/g, '$1_$2')
    .split('_')
    .filter((word) => word !== '')
    .map((word) => (word === word.toUpperCase() ? word : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()))
    .join(' ');
}
