// What the stack tests need to know about Docker here, and how they leave nothing behind.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

async function lines(...args: string[]): Promise<string[]> {
  return (await docker(...args)).split('\n').filter((line) => line !== '');
}

/** Why containers cannot be run here, in words for a person; `undefined` when they can. */
export async function whyNoDocker(): Promise<string | undefined> {
  try {
    await docker('info', '--format', '{{.ServerVersion}}');
  } catch {
    return 'no Docker engine answers (on Debian, docker/engine.sh installs and starts one)';
  }
  try {
    await docker('compose', 'version');
  } catch {
    return 'the Docker client has no Compose plugin (docker/compose.sh builds it)';
  }
  return undefined;
}

/** What `docker inspect` says of each container of a Compose project, under the service's name. */
export async function inspectProject(project: string): Promise<Map<string, ContainerDetails>> {
  const ids = await lines('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`);
  const details = ids.length === 0 ? [] : (JSON.parse(await docker('inspect', ...ids)) as ContainerDetails[]);
  return new Map(details.map((each) => [each.Config.Labels['com.docker.compose.service'] ?? each.Name, each]));
}

async function containerOf(project: string, service: string): Promise<string> {
  const filters = [`label=com.docker.compose.project=${project}`, `label=com.docker.compose.service=${service}`];
  const [id] = await lines('ps', '--all', '--quiet', ...filters.flatMap((filter) => ['--filter', filter]));
  if (id === undefined) throw new Error(`the project ${project} has no container of ${service}`);
  return id;
}

/** Kills a service's container and leaves it there, as a crash of its machine would. */
export async function killService(project: string, service: string): Promise<void> {
  await docker('stop', '-t', '0', await containerOf(project, service));
}

/** Starts a service's container again, after killing it if it runs. Resolves before the service is ready. */
export async function restartService(project: string, service: string): Promise<void> {
  await docker('restart', '-t', '0', await containerOf(project, service));
}

export interface ContainerDetails {
  Name: string;
  Config: { User: string; Labels: Record<string, string> };
  HostConfig: { ReadonlyRootfs: boolean; PortBindings: Record<string, Array<{ HostIp: string; HostPort: string }>> };
}

/** Removes a Compose project's containers, networks and volumes by their label: needs neither its file nor its settings. */
export async function removeProject(project: string): Promise<void> {
  const label = ['--filter', `label=com.docker.compose.project=${project}`];
  const containers = await lines('ps', '--all', '--quiet', ...label);
  if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers);
  const networks = await lines('network', 'ls', '--quiet', ...label);
  if (networks.length > 0) await docker('network', 'rm', ...networks);
  const volumes = await lines('volume', 'ls', '--quiet', ...label);
  if (volumes.length > 0) await docker('volume', 'rm', '--force', ...volumes);
}

const PROJECT = /^dspy-otel-test-(\d+)$/;

/** The name of the Compose project that this process may start. */
export const testProject = `dspy-otel-test-${process.pid}`;

/** Removes what test runs left that were killed before they could clean up: their restart policy would revive it for ever. */
export async function removeAbandonedProjects(): Promise<void> {
  const labels = await lines('ps', '--all', '--format', '{{.Label "com.docker.compose.project"}}');
  for (const project of new Set(labels)) {
    const pid = PROJECT.exec(project)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await removeProject(project);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
