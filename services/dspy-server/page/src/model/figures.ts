const COUNT = new Intl.NumberFormat('en');

/** `1,117` */
export function formatCount(value: number): string {
  return COUNT.format(value);
}

/** `12 ms`, `1.24 s`, `2 min 3 s` */
export function formatMs(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 999.5) return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(ms < 9_995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** US dollars as the viewer shows them: two digits that say something, and never fewer than cents. A price that nobody knows is a dash. */
export function formatDollars(dollars: number | null): string {
  if (dollars === null) return '–';
  if (dollars === 0) return '$0';
  if (dollars < 0.000_001) return '<$0.000001';
  const digits = dollars >= 1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(dollars)));
  return `$${dollars.toFixed(Math.max(2, digits))}`;
}

/** The time of day, with the date before it when that is not today. Local time. */
export function formatClock(timestamp: string, now: Date): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return '–';
  const time = date.toLocaleTimeString('en-GB');
  return date.toDateString() === now.toDateString() ? time : `${date.toLocaleDateString('en', { month: 'short', day: 'numeric' })}, ${time}`;
}
