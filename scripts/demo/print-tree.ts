import type { SpanTree } from '../../test/support/span-tree.ts';

/** The lines of a tree, as `tree` draws folders: name, then kind in brackets where a span has one. */
export function treeLines(node: SpanTree, lead = '', branch = ''): string[] {
  const kind = node.kind === null ? '' : ` (${node.kind})`;
  const below = branch === '' ? lead : lead + (branch === '└── ' ? '    ' : '│   ');
  return [
    `${lead}${branch}${node.name}${kind}`,
    ...node.children.flatMap((child, index) => treeLines(child, below, index === node.children.length - 1 ? '└── ' : '├── ')),
  ];
}
