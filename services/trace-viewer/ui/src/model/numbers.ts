const COUNT = new Intl.NumberFormat('en');

/** `1,117` */
export function formatCount(value: number): string {
  return COUNT.format(value);
}

/** `1 span`, `8 spans` */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `82 %`, and never a rounded 0 or 100 that is not one. */
export function formatShare(fraction: number): string {
  const percent = fraction * 100;
  if (percent > 0 && percent < 1) return '<1 %';
  if (percent < 100 && percent > 99) return '>99 %';
  return `${Math.round(percent)} %`;
}

/**
 * US dollars with at least two significant digits, so that a small price is not shown as zero.
 * `null` is a price that nobody told: it is never written as `$0`.
 */
export function formatCost(dollars: number | null): string {
  if (dollars === null) return 'unknown';
  if (dollars === 0) return '$0';
  if (dollars < 0.000_001) return '<$0.000001';
  if (dollars >= 1) return `$${dollars.toFixed(2)}`;
  const digits = Math.min(6, 1 - Math.floor(Math.log10(dollars)));
  return `$${dollars.toFixed(Math.max(2, digits))}`;
}
