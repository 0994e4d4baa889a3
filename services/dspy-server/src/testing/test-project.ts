import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A project in a folder of its own that sees the packages of this repository. */
export interface TestProject extends Disposable {
  readonly directory: string;
}

const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** The program of the README, as `examples/my-rag` has it. */
export const RAG_MODULE = `
import { ChainOfThought, type Inputs, Module, Prediction, Retrieve, signature } from '@dspy-otel/dspy';

const RAG = signature('question: str -> context: list[str], answer: str');

export class MyRAG extends Module<typeof RAG> {
  override readonly signature = RAG;
  readonly retrieve = new Retrieve({ k: 3 });
  readonly respond = new ChainOfThought('context: list[str], question: str -> answer: str');

  override async forward({ question }: Inputs<typeof RAG>) {
    const { passages } = await this.retrieve.call({ query: question });
    const { answer } = await this.respond.call({ context: passages, question });
    return new Prediction({ context: passages, answer });
  }
}
`;

export function configFor({ apiBase, searchURL }: { readonly apiBase: string; readonly searchURL: string }): string {
  return `
app_id: test-project
models:
  default: mini
  registry:
    mini: { model: openai/gpt-4o-mini, api_base: "${apiBase}", api_key: sk-test-key-0123456789, temperature: 0, num_retries: 0, cache: false }
retrievers:
  default: search
  registry:
    search: { type: colbertv2, url: "${searchURL}" }
`;
}

/** @param files contents by path, relative to the project. */
export function createProject(files: Readonly<Record<string, string>>): TestProject {
  const directory = mkdtempSync(path.join(tmpdir(), 'dspy-project-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(path.join(directory, 'package.json'), '{ "type": "module" }', { flag: 'a' });
  if (!Object.keys(files).some((name) => name.startsWith('node_modules/'))) symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
  return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) };
}
