import { type Document, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { ConfigFileError, type Place } from './config-error.ts';
import { expand, ExpansionError } from './expand.ts';
import { expectation } from './expectation.ts';

type Path = readonly PropertyKey[];
type Variables = Readonly<Record<string, string | undefined>>;

/** The file with the places of its values, for messages. */
export class ConfigSource {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(text: string, file: string) {
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    const [error] = this.#document.errors;
    if (error) throw new ConfigFileError(this.#placeOf(error.pos[0]), '', `expected valid YAML: ${error.message}`, { cause: error });
  }

  toJS(): unknown {
    try {
      return this.#document.toJS() ?? {};
    } catch (cause) {
      throw new ConfigFileError({ file: this.#file }, '', `expected valid YAML: ${(cause as Error).message}`, { cause });
    }
  }

  /** Values are expanded after the YAML is read, so that no value of a variable can change the file's structure. */
  expandScalars(variables: Variables): void {
    visit(this.#document, {
      Scalar: (key, node) => {
        if (key === 'key' || typeof node.value !== 'string') return;
        try {
          node.value = expand(node.value, variables);
        } catch (error) {
          if (!(error instanceof ExpansionError)) throw error;
          throw new ConfigFileError(this.#placeOf(node.range?.[0]), this.#pathOf(node), error.message, { cause: error });
        }
      },
    });
  }

  error(issues: readonly z.core.$ZodIssue[]): ConfigFileError {
    const [first, ...others] = issues.map((issue) => expectation(issue, this.toJS()));
    if (!first) throw new TypeError('a failed check has at least one issue');
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return this.errorAt(first.path, first.text + more);
  }

  errorAt(path: Path, text: string, options?: { cause?: unknown }): ConfigFileError {
    return new ConfigFileError(this.#placeOf(this.#offsetOf(path)), path.map(String).join('.'), text, options);
  }

  /** Where the value stands, or the nearest thing around it that is there. */
  #offsetOf(path: Path): number | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const node = this.#document.getIn(path.slice(0, length), true) as Node | undefined;
      if (node?.range) return node.range[0];
    }
    return undefined;
  }

  #pathOf(target: Node): string {
    const path: string[] = [];
    visit(this.#document, {
      Node: (_key, node, ancestors) => {
        if (node !== target) return undefined;
        for (const ancestor of ancestors) {
          if (typeof ancestor === 'object' && 'key' in ancestor && isScalar(ancestor.key)) path.push(String(ancestor.key.value));
        }
        return visit.BREAK;
      },
    });
    return path.join('.');
  }

  #placeOf(offset: number | undefined): Place {
    if (offset === undefined) return { file: this.#file };
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line, column: col };
  }
}
