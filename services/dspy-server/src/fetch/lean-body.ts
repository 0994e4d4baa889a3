import type { Dispatcher } from 'undici';

type Bytes = Uint8Array<ArrayBuffer>;
type Read = { readonly done: true; readonly value: undefined } | { readonly done: false; readonly value: Bytes };

/** So much may wait for a reader before the sender is asked to wait. */
const MOST_WAITING_BYTES = 256 * 1024;

const DONE: Read = { done: true, value: undefined };

/** The bytes of a response in the order in which they come, for one reader. */
export class LeanBody {
  controller: Dispatcher.DispatchController | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isDone = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  #stream: ReadableStream<Bytes> | undefined;
  #isUsed = false;
  #wantsAll = false;

  get isUsed(): boolean {
    return this.#isUsed;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MOST_WAITING_BYTES && !this.#wantsAll) this.controller?.pause();
    if (!this.#wantsAll) this.#wakeUp();
  }

  finish(): void {
    this.#isDone = true;
    this.#wakeUp();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.#wakeUp();
  }

  /** All of it. @throws what ended it too early. */
  async whole(): Promise<Buffer> {
    this.#use();
    this.#wantsAll = true;
    this.controller?.resume();
    while (!this.#isDone && !this.#failure) await this.#more();
    if (this.#failure) throw this.#failure.error;
    const [only = Buffer.alloc(0), ...others] = this.#chunks;
    return others.length === 0 ? only : Buffer.concat(this.#chunks);
  }

  /** A stream of it whose plain reader is cheap: most answers are read to their end in one or two steps. */
  asStream(): ReadableStream<Bytes> {
    if (this.#stream) return this.#stream;
    const stream = new ReadableStream<Bytes>({
      pull: async (sink) => {
        const { done, value } = await this.#read();
        if (done) sink.close();
        else sink.enqueue(value);
      },
      cancel: () => this.#cancel(),
    }, { highWaterMark: 0 });
    return (this.#stream = stream);
  }

  async #read(): Promise<Read> {
    while (this.#chunks.length === 0 && !this.#isDone && !this.#failure) await this.#more();
    if (this.#failure) throw this.#failure.error;
    const chunk = this.#chunks.shift();
    if (!chunk) return DONE;
    this.#bytes -= chunk.length;
    this.controller?.resume();
    return { done: false, value: new Uint8Array(chunk) };
  }

  #cancel(): void {
    if (!this.#isDone) this.controller?.abort(new Error('the body was cancelled'));
  }

  #use(): void {
    if (this.#isUsed) throw new TypeError('Body is unusable: Body has already been read');
    this.#isUsed = true;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
