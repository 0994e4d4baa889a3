import leven from 'leven';

/** Of several names the one that somebody may have meant; `undefined` when none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const [best] = names.map((candidate) => ({ candidate, distance: leven(name, candidate) })).toSorted((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, name.length / 4) ? best.candidate : undefined;
}
