/** A text as a regular expression that matches just it: names in prompts and schemas may hold any character. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
