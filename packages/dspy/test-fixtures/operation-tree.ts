import type { Observer } from '../src/observe.ts';
import type { Operation } from '../src/operation.ts';

interface Node {
  readonly name: string;
  readonly children: Node[];
  hasFailed: boolean;
}

const SHOWN: Readonly<Record<string, (name: string) => string>> = {
  module: (name) => `${name}.forward`,
  predict: (name) => `${name}.forward`,
  adapter: (name) => `${name}.__call__`,
  lm: (name) => `${name}.__call__`,
  tool: (name) => `${name}.__call__`,
};

/** Notes operations as a tree, under the names that they have in recorded trees. */
export class OperationTree implements Observer {
  readonly #root: Node = { name: '', children: [], hasFailed: false };
  readonly #nodes = new Map<Operation, Node>();

  observe: Observer['observe'] = async (operation, next) => {
    const nameOf = SHOWN[operation.kind];
    const above = (operation.parent && this.#nodes.get(operation.parent)) ?? this.#root;
    const node = nameOf ? { name: nameOf(operation.name), children: [], hasFailed: false } : above;
    this.#nodes.set(operation, node);
    if (nameOf) above.children.push(node);
    try {
      return await next();
    } catch (error) {
      node.hasFailed = true;
      throw error;
    }
  };

  /** One line per operation, indented, with `!` where it failed. */
  get lines(): string[] {
    return this.#root.children.flatMap((child) => linesOf(child, ''));
  }
}

function linesOf({ name, children, hasFailed }: Node, indent: string): string[] {
  return [`${indent}${name}${hasFailed ? ' !' : ''}`, ...children.flatMap((child) => linesOf(child, `${indent}  `))];
}
