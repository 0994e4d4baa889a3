import { join, resolve } from 'node:path';
import { freePort } from './free-port.ts';
import { type Ended, runToEnd, type Service, type ServiceOptions, spawnService } from './spawn-service.ts';
import { tempDir } from './temp-dir.ts';

/** A service of ours, started from its build. */
export interface RunningService extends Service {
  /** `http://127.0.0.1:<port>` */
  readonly base: string;
}

type Env = NonNullable<ServiceOptions['env']>;

export const root = resolve(import.meta.dirname, '../..');
export const myRag = join(root, 'examples/my-rag');
const bin = (workspace: string, command: string) => join(root, 'services', workspace, 'bin', `${command}.js`);

export async function startDemoLm({ delayMs = 0, port }: { delayMs?: number; port?: number } = {}): Promise<RunningService> {
  const { base, args } = await address(port);
  const service = await spawnService({
    name: 'demo-lm',
    script: bin('demo-lm', 'demo-lm'),
    args: [...args, '--delay-ms', String(delayMs)],
    cwd: root,
    readyUrl: `${base}/health/live`,
  });
  return { ...service, base };
}

export interface Viewer extends RunningService {
  /** For `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` over HTTP. */
  readonly tracesUrl: string;
  /** For the same variable over gRPC. */
  readonly grpcUrl: string;
}

/** The viewer with its data in a folder that goes with it. */
export async function startViewer({ env = {} }: { env?: Env } = {}): Promise<Viewer> {
  const data = await tempDir();
  const { base, args } = await address();
  const grpcPort = await freePort();
  const service = await spawnService({
    name: 'dspy-viewer',
    script: bin('trace-viewer', 'dspy-viewer'),
    args: [...args, '--grpc-port', String(grpcPort), '--data', data.path],
    cwd: root,
    env,
    readyUrl: `${base}/health/ready`,
  });
  const dispose = async () => {
    await using _ = data;
    await service.stop();
  };
  return { ...service, base, tracesUrl: `${base}/v1/traces`, grpcUrl: `http://127.0.0.1:${grpcPort}`, [Symbol.asyncDispose]: dispose };
}

export interface ServerOptions {
  /** The project folder; `examples/my-rag` unless given. */
  readonly project?: string;
  readonly env?: Env;
  /** Of `dspy-cli serve`, beside address and port. */
  readonly flags?: readonly string[];
  /** Any free one unless given. */
  readonly port?: number;
}

/** `dspy-cli serve` in a project folder. */
export async function startServer({ project = myRag, env = {}, flags = [], port }: ServerOptions): Promise<RunningService> {
  const { base, args } = await address(port);
  const service = await spawnService({ ...serveOptions(project, [...args, ...flags], env), readyUrl: `${base}/health/ready` });
  return { ...service, base };
}

/** `dspy-cli serve` where it is expected to end by itself. */
export async function serveToEnd({ project = myRag, env = {}, flags = [] }: ServerOptions): Promise<Ended> {
  const { args } = await address();
  return runToEnd(serveOptions(project, [...args, ...flags], env));
}

function serveOptions(project: string, args: readonly string[], env: Env): Omit<ServiceOptions, 'readyUrl'> {
  return { name: 'dspy-cli serve', script: bin('dspy-server', 'dspy-cli'), args: ['serve', '--host', '127.0.0.1', ...args], cwd: project, env };
}

async function address(port?: number): Promise<{ base: string; args: string[] }> {
  const number = port ?? (await freePort());
  return { base: `http://127.0.0.1:${number}`, args: ['--port', String(number)] };
}
