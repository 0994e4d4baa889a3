/** Writes one line to standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Writes one line to standard error. */
export function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}
