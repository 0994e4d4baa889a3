#!/usr/bin/env node
// Old versions of Node run this file too, to be told what to do; everything else needs NEEDED.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = [22, 18];
const main = new URL('../dist/main.js', import.meta.url);

if (!existsSync(main)) fail(`dspy-cli is not built yet: run "make setup" (or "npm run build") in ${fileURLToPath(new URL('../../..', import.meta.url))}`);
else if (isNewEnough()) await import(main.href);
else runWithPinnedNode();

function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

function runWithPinnedNode() {
  const node = pinnedNode();
  if (!node) {
    fail(`dspy-cli needs Node.js ${NEEDED.join('.')} or newer and runs on ${process.versions.node}; "npm ci" installs a newer one beside it, "npx dspy-cli" uses that`);
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // Ctrl-C reaches both; a second one would end the child at once.
  process.on('SIGINT', () => undefined);
  child.on('error', (error) => fail(`cannot start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
}

/** The Node that the repository pins by npm, in the nearest node_modules that has one. */
function pinnedNode() {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

function fail(message) {
  process.stderr.write(`Error: ${message}\n`);
  process.exitCode = 1;
}
