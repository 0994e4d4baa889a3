import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { DockerComposeEnvironment, Wait } from 'testcontainers';
import { removeAbandonedProjects, removeProject, testProject } from '../support/docker.ts';
import { freePort } from '../support/free-port.ts';

const root = resolve(import.meta.dirname, '../..');

export interface Stack {
  dspyServer: URL;
  /** OTLP over HTTP. */
  collector: URL;
  jaeger: URL;
  phoenix: URL;
  viewer: URL;
}

/**
 * Makes the public images, builds ours, and starts docker-compose.yml as it is, on free ports and under a name of its
 * own beside whatever else runs here. Resolves once every service is healthy. When one is not in time, Testcontainers
 * takes all down at once: run with DEBUG=testcontainers* to see what the containers said.
 */
export async function startStack(): Promise<Stack> {
  await removeAbandonedProjects();
  await promisify(execFile)('bash', ['docker/images.sh'], { cwd: root });
  const ports = {
    DSPY_SERVER_PORT: await freePort(),
    COLLECTOR_GRPC_PORT: await freePort(),
    COLLECTOR_HTTP_PORT: await freePort(),
    COLLECTOR_HEALTH_PORT: await freePort(),
    JAEGER_PORT: await freePort(),
    PHOENIX_PORT: await freePort(),
    VIEWER_PORT: await freePort(),
  };
  await new DockerComposeEnvironment(root, 'docker-compose.yml')
    .withProjectName(testProject)
    .withEnvironment({ ...asText(ports), ...offline })
    .withBuild()
    // Testcontainers' reaper is an image that may not be to be had; stopStack and the next run clean up by label.
    .withAutoCleanup(false)
    // Each container is ready when its health check says so; the Collector's image has nothing to run one with. Its log
    // says it without a port: from inside a container Testcontainers asks the bridge's address, where nothing is published.
    .withWaitStrategy('collector-1', Wait.forLogMessage('Everything is ready'))
    .withStartupTimeout(300_000)
    .up();
  return {
    dspyServer: at(ports.DSPY_SERVER_PORT),
    collector: at(ports.COLLECTOR_HTTP_PORT),
    jaeger: at(ports.JAEGER_PORT),
    phoenix: at(ports.PHOENIX_PORT),
    viewer: at(ports.VIEWER_PORT),
  };
}

/** Removes all that startStack made, also when it failed half-way. Images stay. */
export async function stopStack(): Promise<void> {
  await removeProject(testProject);
}

/** The tests talk to demo-lm whatever the developer's own environment points at. */
const offline = {
  OPENAI_API_KEY: 'demo',
  OPENAI_BASE_URL: 'http://demo-lm:8080/v1',
  COLBERTV2_URL: 'http://demo-lm:8080/api/search',
};

function at(port: number): URL {
  return new URL(`http://127.0.0.1:${port}`);
}

function asText(ports: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
}
