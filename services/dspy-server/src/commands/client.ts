import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { parse } from 'yaml';
import { CLIError } from '../cli-error.ts';
import { CLIENT_MARK, clientText } from '../client/client-text.ts';
import { say } from '../serving/say.ts';

/** Most that a server may take to describe itself. */
const ANSWER_WITHIN_MS = 10_000;

/** `dspy-cli client` */
export function clientCommand(): Command {
  return new Command('client')
    .summary('Write a typed TypeScript client for the programs of a server.')
    .description('Write a TypeScript client with a function for each program of a server that runs, or of an openapi.json. It needs no packages.')
    .option('--url <address>', 'the server', 'http://localhost:8000')
    .option('--from <file>', 'an openapi.json or openapi.yaml instead of a server')
    .option('--token <key>', 'key of the server; DSPY_API_KEY unless given')
    .option('-o, --out <file>', 'where to write it', 'dspy-client.ts')
    .addHelpText('after', '\nExample:\n  dspy-cli client --url http://localhost:8000 --out src/dspy-client.ts')
    .action(writeClient);
}

interface ClientCommandOptions {
  readonly url: string;
  readonly from?: string;
  readonly token?: string;
  readonly out: string;
}

async function writeClient({ url, from, token = process.env['DSPY_API_KEY'], out }: ClientCommandOptions): Promise<void> {
  const source = from ?? descriptionAddress(url);
  const text = from === undefined ? await download(source, token) : await read(from);
  const { programs, left, ...client } = made(text, source);
  await refuseToReplace(out);
  await writeFile(out, client.text);
  say(`${out}: ${programs.join(', ')}`);
  for (const route of left) say(`  ${route} is left out: a gateway says nothing of what it takes`);
}

function descriptionAddress(url: string): string {
  const address = URL.parse(`${url.replace(/\/$/, '')}/openapi.json`);
  if (!address || !/^https?:$/.test(address.protocol)) throw new CLIError(`--url: expected an address such as http://localhost:8000, got ${JSON.stringify(url)}`);
  return address.href;
}

async function download(address: string, token: string | undefined): Promise<string> {
  let response: Response;
  try {
    response = await fetch(address, { headers: { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch (cause) {
    const { cause: inner, message } = cause as Error;
    throw new CLIError(`${address} cannot be reached (${inner instanceof Error ? inner.message || inner.name : message}); start the server, or name another with --url`, { cause });
  }
  if (response.status === 401) throw new CLIError(`${address} asks for a key; give it with --token or DSPY_API_KEY`);
  if (!response.ok) throw new CLIError(`${address} answered ${response.status}`);
  return response.text();
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CLIError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function made(text: string, source: string): ReturnType<typeof clientText> {
  try {
    return clientText(parse(text));
  } catch (cause) {
    throw new CLIError(`${source}: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
}

/** Only what this command has made is made anew. */
async function refuseToReplace(out: string): Promise<void> {
  const before = await readFile(out, 'utf8').catch(() => undefined);
  if (before !== undefined && !before.startsWith(CLIENT_MARK)) throw new CLIError(`${path.normalize(out)} was not made by dspy-cli client and is left as it is; choose another name with --out`);
}
