/** The thread of a sandbox: runs code in QuickJS, compiled to WebAssembly, where there is nothing but the language itself. */
import { parentPort, workerData } from 'node:worker_threads';
import * as packaged from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core';
import { Guest } from './guest.ts';
import { GuestRun } from './guest-run.ts';
import type { FromSandbox, SandboxLimits, ToSandbox } from './sandbox-messages.ts';

const STACK_BYTES = 512 * 1024;
/** Of WebAssembly. */
const PAGE = 64 * 1024;
/** What QuickJS asks for when it starts. */
const INITIAL_MEMORY = 16 * 1024 * 1024;
/** The module lets its memory grow by no less than this. */
const LEAST_GROWTH = 1.05;

const port = parentPort;
if (!port) throw new Error('this file is the thread of a sandbox: make a JavaScriptSandbox instead');
const limits = workerData as SandboxLimits;

/** Code cannot have more memory than WebAssembly has; QuickJS' own limit does not count what is in use. */
const wasmMemory = new WebAssembly.Memory({ initial: INITIAL_MEMORY / PAGE, maximum: Math.floor(limits.memoryBytes / PAGE) });
const quickJs = await newQuickJSWASMModuleFromVariant(newVariant(unwrapped(packaged.default), { wasmMemory }));
const runtime = quickJs.newRuntime();
runtime.setMaxStackSize(STACK_BYTES);

let current: GuestRun | undefined;
let calls = 0;
let heard = 0;
const guest = new Guest(runtime, {
  print: (text) => current?.print(text),
  submit: (json) => current?.submit(json),
  call(tool, json, answer) {
    const call = calls++;
    current?.wait(call, json, answer);
    send({ type: 'call', call, tool, json });
  },
});

const end: ConstructorParameters<typeof GuestRun>[0]['end'] = (outcome) => {
  current = undefined;
  send({ type: 'done', ...outcome });
};

port.on('message', (message: ToSandbox) => {
  heard += 1;
  switch (message.type) {
    case 'run':
      send({ type: 'started' });
      current = new GuestRun({ guest, limits, isFull, wait: () => send({ type: 'waiting', heard }), end });
      current.start(message.code, message.tools);
      return;
    case 'result':
      current?.answer(message.call, (answer, context) => {
        using value = context.newString(message.json);
        answer.resolve(value);
      });
      return;
    case 'failure':
      current?.answer(message.call, (answer, context) => {
        using error = context.newError(message.message);
        answer.reject(error);
      });
  }
});

function isFull(): boolean {
  return wasmMemory.buffer.byteLength * LEAST_GROWTH > limits.memoryBytes;
}

function send(message: FromSandbox): void {
  port?.postMessage(message, []);
}

/** The package describes itself as if it had a default export inside of its default export; as an ES module it has not. */
function unwrapped<T extends object>(variant: T | { readonly default: T }): T {
  return 'default' in variant ? variant.default : variant;
}
