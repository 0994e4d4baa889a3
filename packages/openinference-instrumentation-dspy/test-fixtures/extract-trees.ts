/**
 * Writes `python-trees.json` beside this file from recordings of Python's instrumentation: `node test-fixtures/extract-trees.ts <recordings>`.
 * One line per span: indentation, name, kind, and `!` where it failed. Python's names of asynchronous calls become the plain ones.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const recordings = process.argv[2];
if (recordings === undefined) throw new Error('usage: node test-fixtures/extract-trees.ts <folder with recordings>');

const cases = readdirSync(recordings).filter((name) => existsSync(join(recordings, name, 'tree.txt')));
const trees = Object.fromEntries(cases.map((name) => [name, linesOf(readFileSync(join(recordings, name, 'tree.txt'), 'utf8'))]));
writeFileSync(new URL('python-trees.json', import.meta.url), `${JSON.stringify(trees, null, 1)}\n`);

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const [, indent = '', name = '', kind = ''] = /^(\s*)(\S+) \[(\w+)\]/.exec(line) ?? [];
    const plain = name.replace(/\.aforward$/, '.forward').replace(/\.acall$/, '.__call__');
    return `${indent}${plain}${kind === 'None' ? '' : ` (${kind})`}${line.includes('status=ERROR') ? ' !' : ''}`;
  });
}
