import { cpus, totalmem } from 'node:os';

/** What the figures were taken on. */
export function machine(): { cpu: string; cores: number; memoryGiB: number; node: string; platform: string } {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}
