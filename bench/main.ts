// `npm run bench -- NAME`: runs one benchmark, or each in turn when none is named, and prints one JSON object per benchmark.
// Figures of one object come from the same run, so its ratios hold whatever the machine.
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { machine } from './machine.ts';

const BENCHES = ['runtime', 'server', 'tracing', 'viewer', 'ui'];

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !BENCHES.includes(name));
if (unknown !== undefined) {
  console.error(`no benchmark is called "${unknown}"; there are: ${BENCHES.join(', ')}`);
  process.exit(1);
}

for (const name of asked.length > 0 ? asked : BENCHES) {
  const file = join(import.meta.dirname, `${name}.ts`);
  await access(file);
  // A process of its own: what one benchmark leaves on the heap is not the next one's.
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--conditions=dspy-source', file], { maxBuffer: 64 * 1024 * 1024 });
  console.log(JSON.stringify({ bench: name, machine: machine(), ...JSON.parse(stdout) }, undefined, 2));
}
