// What `make demo` runs: starts everything, sends real requests, waits until the same trace has arrived wherever it
// should, prints its tree and the addresses to open, and leaves everything running.
import { type Backend, spansIn } from '../test/support/backends.ts';
import { whyNoDocker } from '../test/support/docker.ts';
import { myRagSpanCount } from '../test/support/my-rag-tree.ts';
import { spanTree } from '../test/support/span-tree.ts';
import { type Addresses, readAddresses } from './demo/addresses.ts';
import { startContainers } from './demo/containers.ts';
import { startLocalProcesses } from './demo/local-processes.ts';
import { treeLines } from './demo/print-tree.ts';

const QUESTIONS = ['What is the capital of France?', 'Who wrote Pride and Prejudice?', 'What is the largest planet in the solar system?'];

/** Asks MyRAG; resolves to the answer and the id of the trace that the server made of it. */
async function ask({ dspyServer }: Addresses, question: string): Promise<{ answer: string; traceId: string }> {
  const response = await fetch(new URL('/MyRAG', dspyServer), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question }),
  });
  const body = await response.text();
  const traceId = response.headers.get('x-trace-id');
  if (!response.ok || traceId === null) throw new Error(`POST /MyRAG answered ${response.status}: ${body}`);
  const { answer } = JSON.parse(body) as { answer: string };
  return { answer, traceId };
}

/** The tree of the trace in one backend, as lines. */
async function treeIn(backend: Backend, addresses: Addresses, traceId: string): Promise<string> {
  const spans = await spansIn(backend, addresses, traceId, myRagSpanCount);
  if (spans.length < myRagSpanCount) throw new Error(`only ${spans.length} of ${myRagSpanCount} spans of trace ${traceId} arrived in ${backend}`);
  return spanTree(spans).flatMap((root) => treeLines(root)).join('\n');
}

const addresses = readAddresses(process.env);
const whyLocal = await whyNoDocker();
const backends: Backend[] = whyLocal === undefined ? ['jaeger', 'phoenix', 'viewer'] : ['viewer'];
if (whyLocal === undefined) {
  console.log('Starting the Compose stack …');
  await startContainers(addresses);
} else {
  console.log(`Without Docker (${whyLocal}): starting demo-lm, the viewer and dspy-server as local processes.`);
  console.log('Left out: the OpenTelemetry Collector, Jaeger and Phoenix. Spans go straight to the viewer.');
  await startLocalProcesses(addresses);
}

const model = addresses.modelBaseUrl ?? 'demo-lm, offline';
console.log(`\nAsking MyRAG (model: ${model}):`);
let traceId = '';
for (const question of QUESTIONS) {
  const reply = await ask(addresses, question);
  traceId ||= reply.traceId;
  console.log(`  ${question}\n    ${reply.answer}`);
}

const trees = new Map<Backend, string>();
for (const backend of backends) trees.set(backend, await treeIn(backend, addresses, traceId));
const tree = trees.get('viewer') ?? '';
console.log(`\nTrace ${traceId}:\n\n${tree}\n`);
const different = backends.filter((backend) => trees.get(backend) !== tree);
if (different.length > 0) throw new Error(`the trace looks different in ${different.join(' and ')}:\n${different.map((backend) => trees.get(backend)).join('\n')}`);
console.log(`The same tree in: ${backends.join(', ')}.\n`);

console.log('Open');
console.log(`  viewer   ${new URL(`/traces/${traceId}`, addresses.viewer).href}`);
if (backends.includes('jaeger')) console.log(`  jaeger   ${new URL(`/trace/${traceId}`, addresses.jaeger).href}`);
if (backends.includes('phoenix')) console.log(`  phoenix  ${addresses.phoenix.href}`);
console.log(`  server   ${new URL('/programs', addresses.dspyServer).href}`);
console.log('\nEverything keeps running; `make down` stops it.');
