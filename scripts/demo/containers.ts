// The demo with Docker: the Compose stack, built here and left running until `make down`.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Addresses } from './addresses.ts';

const root = resolve(import.meta.dirname, '../..');

async function run(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', fail);
    child.once('close', (code) => done(code ?? 1));
  });
}

/**
 * Makes sure the public images are there, then builds and starts the stack and waits until it is healthy.
 *
 * @throws when an image cannot be had or a container does not become healthy.
 */
export async function startContainers(addresses: Addresses): Promise<void> {
  if ((await run('bash', ['docker/images.sh'])) !== 0) throw new Error('the images of the stack could not be had: see above');
  // Debian's engine has no BuildKit builder; the classic one builds the same images.
  const env = { DOCKER_BUILDKIT: '0', ...process.env, ...(addresses.modelBaseUrl && { OPENAI_BASE_URL: addresses.modelBaseUrl }) };
  if ((await run('docker', ['compose', 'up', '--detach', '--build', '--wait'], env)) !== 0) {
    throw new Error('the stack did not come up: `docker compose ps` and `docker compose logs` say why');
  }
}

/** Stops the stack and keeps its volumes. */
export async function stopContainers(): Promise<void> {
  if ((await run('docker', ['compose', 'down'])) !== 0) throw new Error('`docker compose down` failed: see above');
}
