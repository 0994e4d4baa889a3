/** Metrics of one name, as Prometheus reads them. */
export class Family {
  readonly #name: string;
  readonly #lines: string[];

  constructor(name: string, type: 'counter' | 'gauge' | 'histogram', help: string) {
    this.#name = name;
    this.#lines = [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
  }

  /** @param suffix what comes after the name, as `_bucket`. */
  add(labels: Readonly<Record<string, string>>, value: number, suffix = ''): this {
    const written = Object.entries(labels).map(([label, text]) => `${label}="${text.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))}"`);
    this.#lines.push(`${this.#name}${suffix}${written.length > 0 ? `{${written.join(',')}}` : ''} ${value}`);
    return this;
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
