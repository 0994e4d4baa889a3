import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';

/** A `dspy-cli` that runs from source. */
export interface CLIProcess extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Everything written so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves once the text appears in either output; fails when the process ends without it. */
  says(text: string | RegExp): Promise<void>;
  /** Resolves when the process has ended. */
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface CLIOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArguments?: readonly string[];
}

/** Far more than anything takes; it turns a hang into a failure. */
const PATIENCE_MS = 30_000;

/** Flags that mean several processes. */
const SUPERVISED: ReadonlySet<string> = new Set(['--reload', '--workers']);

const MAIN = path.resolve(import.meta.dirname, '../main.ts');

/** Variables that would make a test depend on who runs it. */
const FOREIGN = /^(?:OTEL_|OPENAI_|OPENINFERENCE_|DSPY_|COLBERTV2_|NODE_OPTIONS$)/;

export function runCLI(args: readonly string[], { cwd, env = {}, nodeArguments = [] }: CLIOptions): CLIProcess {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const child = spawn(process.execPath, ['--conditions=dspy-source', ...nodeArguments, MAIN, ...args], { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  const changes = new EventEmitter();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      changes.emit('change');
    });
  }
  let ended = false;
  const exit = once(child, 'close').then(([code, signal]) => {
    ended = true;
    changes.emit('change');
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });
  return {
    process: child,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    exit,
    async says(text) {
      const said = (): boolean => [output.stdout, output.stderr].some((each) => (typeof text === 'string' ? each.includes(text) : text.test(each)));
      const signal = AbortSignal.timeout(PATIENCE_MS);
      while (!said()) {
        if (ended) throw new Error(`dspy-cli ended without saying ${String(text)}:\n${output.stdout}${output.stderr}`);
        await once(changes, 'change', { signal });
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** `dspy-cli serve` that listens. */
export interface ServeProcess extends CLIProcess {
  readonly url: string;
  post(program: string, inputs: object): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** In one process, which starts sooner, unless the flags say otherwise. */
export async function serve({ flags = [], ...options }: CLIOptions & { readonly flags?: readonly string[] }): Promise<ServeProcess> {
  const port = await freePort();
  const cli = runCLI(['serve', '--host', '127.0.0.1', '--port', String(port), ...(flags.some((flag) => SUPERVISED.has(flag)) ? [] : ['--no-reload']), ...flags], options);
  await cli.says('Serving ');
  const url = `http://127.0.0.1:${port}`;
  return Object.assign(Object.create(cli) as CLIProcess, {
    url,
    async post(program: string, inputs: object) {
      const response = await fetch(`${url}/${program}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(inputs) });
      return { status: response.status, body: (await response.json()) as unknown };
    },
  });
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
