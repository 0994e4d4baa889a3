// What `make down` runs: stops what `make demo` or `make up` started, and keeps its data.
import { whyNoDocker } from '../test/support/docker.ts';
import { stopContainers } from './demo/containers.ts';
import { stopLocalProcesses } from './demo/local-processes.ts';

const stopped = await stopLocalProcesses();
if (stopped.length > 0) console.log(`Stopped ${stopped.join(', ')}.`);
if ((await whyNoDocker()) === undefined) await stopContainers();
