import { orderSpans, type TreeSpan } from './order-spans.ts';

export interface NamedSpan extends TreeSpan {
  readonly name: string;
  readonly kind: string;
}

/** The spans at one place of two trees; one of them may be missing. */
export interface AlignedPair<Span> {
  readonly depth: number;
  readonly a: Span | undefined;
  readonly b: Span | undefined;
}

interface Node<Span> {
  readonly span: Span;
  readonly children: Node<Span>[];
}

/** Beyond this many pairs of siblings to be compared, the longer list gives way until a name fits. */
const MAX_CELLS = 16_000_000;

/**
 * Lays one tree over another, from the top: siblings of the same name and kind are paired in order, as many as can be. Document order;
 * a span that only one has comes where it stands there.
 */
export function alignTrees<Span extends NamedSpan>(a: readonly Span[], b: readonly Span[]): AlignedPair<Span>[] {
  const pairs: AlignedPair<Span>[] = [];
  const stack = pairNodes(treeOf(a), treeOf(b)).toReversed().map(([one, other]) => ({ one, other, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { one, other, depth } = next;
    pairs.push({ depth, a: one?.span, b: other?.span });
    for (const [below, beside] of pairNodes(one?.children ?? [], other?.children ?? []).toReversed()) stack.push({ one: below, other: beside, depth: depth + 1 });
  }
  return pairs;
}

function treeOf<Span extends NamedSpan>(spans: readonly Span[]): Node<Span>[] {
  const tops: Node<Span>[] = [];
  const nodes: Node<Span>[] = [];
  for (const { span, parent } of orderSpans(spans)) {
    const node: Node<Span> = { span, children: [] };
    (nodes[parent]?.children ?? tops).push(node);
    nodes.push(node);
  }
  return tops;
}

type NodePair<Span> = [one: Node<Span> | undefined, other: Node<Span> | undefined];

/** The longest common subsequence by name and kind; an equal beginning is taken without searching. */
function pairNodes<Span extends NamedSpan>(a: readonly Node<Span>[], b: readonly Node<Span>[]): NodePair<Span>[] {
  const same = (i: number, j: number): boolean => a[i]?.span.name === b[j]?.span.name && a[i]?.span.kind === b[j]?.span.kind;
  let start = 0;
  while (start < a.length && start < b.length && same(start, start)) start += 1;
  const pairs = a.slice(0, start).map((node, index): NodePair<Span> => [node, b[index]]);
  const [height, width] = [a.length - start, b.length - start];
  const lengths = height * width > MAX_CELLS ? undefined : commonLengths(height, width, (i, j) => same(start + i, start + j));
  const left = (i: number, j: number): number => lengths?.[i * (width + 1) + j] ?? Math.min(height - i, width - j);
  for (let i = 0, j = 0; i < height || j < width;) {
    if (i < height && j < width && same(start + i, start + j)) pairs.push([a[start + i++], b[start + j++]]);
    else if (j >= width || (i < height && left(i + 1, j) > left(i, j + 1))) pairs.push([a[start + i++], undefined]);
    else pairs.push([undefined, b[start + j++]]);
  }
  return pairs;
}

/** How many pairs there are at most from each place on. */
function commonLengths(height: number, width: number, same: (i: number, j: number) => boolean): Uint32Array {
  const lengths = new Uint32Array((height + 1) * (width + 1));
  for (let i = height - 1; i >= 0; i -= 1) {
    for (let j = width - 1; j >= 0; j -= 1) {
      const below = lengths[(i + 1) * (width + 1) + j] ?? 0;
      const beside = lengths[i * (width + 1) + j + 1] ?? 0;
      lengths[i * (width + 1) + j] = same(i, j) ? (lengths[(i + 1) * (width + 1) + j + 1] ?? 0) + 1 : Math.max(below, beside);
    }
  }
  return lengths;
}
