const NS_PER_MS = 1_000_000;

/** Milliseconds between two nanosecond counts, exact to the nanosecond for up to 104 days. */
export function msBetween(startNs: bigint, endNs: bigint): number {
  return Number(endNs - startNs) / NS_PER_MS;
}

/** Milliseconds since 1970, for `Date`. */
export function epochMs(ns: string): number {
  return Number(BigInt(ns) / BigInt(NS_PER_MS));
}

/** Three significant digits with a unit that keeps the number short: `840 µs`, `12.3 ms`, `1.24 s`, `2 min 03 s`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === 0) return '0 ms';
  if (ms < 0.0995) return `${significant(ms * 1_000)} µs`;
  if (ms < 0.9995) return `${Math.round(ms * 1_000)} µs`;
  if (ms < 999.5) return `${significant(ms)} ms`;
  if (ms < 59_950) return `${significant(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

function significant(value: number): string {
  if (value >= 99.95) return String(Math.round(value));
  if (value >= 9.995) return value.toFixed(1);
  return value.toFixed(2);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** The time of day, with the date before it when that is not today. Local time. */
export function formatClock(ns: string, now: Date): string {
  const date = new Date(epochMs(ns));
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  if (date.toDateString() === now.toDateString()) return time;
  const day = date.toLocaleDateString('en', { month: 'short', day: 'numeric' });
  return date.getFullYear() === now.getFullYear() ? `${day}, ${time}` : `${day} ${date.getFullYear()}, ${time}`;
}

/** Date, time to the millisecond and time zone, for a tooltip. */
export function formatInstant(ns: string): string {
  const date = new Date(epochMs(ns));
  return date.toLocaleString('en', {
    year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
    fractionalSecondDigits: 3, hour12: false, timeZoneName: 'short',
  });
}

/** For an input of type `datetime-local` with seconds, in local time. */
export function toLocalInput(ns: string): string {
  const date = new Date(epochMs(ns));
  return `${String(date.getFullYear()).padStart(4, '0')}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** What such an input says, in nanoseconds since 1970; `null` while it says no time. */
export function fromLocalInput(text: string): string | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) || ms < 0 ? null : String(BigInt(ms) * BigInt(NS_PER_MS));
}
