// Runs the examples in the folder given, one after the other, each with a model and a search that answer at once, and writes
// what they printed and how they ended, as JSON, to results.json.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { configure } from '@dspy-otel/dspy';
import { ObligingLM } from './obliging-lm.ts';

/** How an example ended. */
export interface ExampleResult {
  /** What it printed, by the line that did. */
  readonly printed: readonly { readonly line: number; readonly text: string }[];
  readonly error?: string | undefined;
}

const [folder = ''] = process.argv.slice(2);
process.chdir(folder);
globalThis.fetch = async (input) => Response.json({ topk: [{ text: `found by ${String(input instanceof Request ? input.url : input)}`, pid: 1, score: 20 }] });
process.env['OPENAI_API_KEY'] = 'sk-none';

const results: Record<string, ExampleResult> = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith('.mts'))) results[file] = await run(file);
writeFileSync('results.json', JSON.stringify(results));

async function run(file: string): Promise<ExampleResult> {
  const lm = new ObligingLM('obliging/model');
  Object.assign(globalThis, { lm });
  configure({ lm, rm: undefined, adapter: undefined, callbacks: undefined, observers: [] });
  const { href } = pathToFileURL(join(folder, file));
  const printed: { line: number; text: string }[] = [];
  console.log = (...values: unknown[]) => {
    const frame = new Error().stack?.split('\n').find((each) => each.includes(href)) ?? '';
    printed.push({ line: Number(/:(\d+):\d+\)?$/.exec(frame)?.[1] ?? 0), text: format(...values) });
  };
  try {
    await import(href);
    return { printed };
  } catch (error) {
    return { printed, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
