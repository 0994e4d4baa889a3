import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { LeanBody } from './lean-body.ts';

/** A response as far as it is read by those who call models: what `fetch` gives, made only where it is looked at. */
export class LeanResponse implements Response {
  readonly url: string;
  readonly redirected = false;
  readonly type = 'default';
  status = 0;
  statusText = '';
  readonly #body = new LeanBody();
  readonly #signal: AbortSignal | undefined;
  #given: IncomingHttpHeaders = {};
  #headers: Headers | undefined;
  #isForgotten = false;
  #onAbort: (() => void) | undefined;

  constructor(url: string, signal: AbortSignal | undefined) {
    this.url = url;
    this.#signal = signal;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get headers(): Headers {
    return (this.#headers ??= new Headers(Object.entries(this.#given).flatMap(([name, value = '']) => (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, each]))));
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#body.asStream();
  }

  get bodyUsed(): boolean {
    return this.#body.isUsed;
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#body.whole());
  }

  async text(): Promise<string> {
    return (await this.#body.whole()).toString('utf8').replace(/^\uFEFF/, '');
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.headers.get('content-type') ?? '' });
  }

  formData(): Promise<FormData> {
    return this.clone().formData();
  }

  /** A response of Node's own with what is still to come. */
  clone(): Response {
    return new Response(this.body, { status: this.status, statusText: this.statusText, headers: this.headers });
  }

  get isForgotten(): boolean {
    return this.#isForgotten;
  }

  begin(controller: Dispatcher.DispatchController): void {
    this.#body.controller = controller;
    if (!this.#signal) return;
    const signal = this.#signal;
    this.#onAbort = () => controller.abort(signal.reason as Error);
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  start(status: number, statusText: string, headers: IncomingHttpHeaders): void {
    this.status = status;
    this.statusText = statusText;
    this.#given = headers;
  }

  push(chunk: Buffer): void {
    this.#body.push(chunk);
  }

  finish(): void {
    this.#leave();
    this.#body.finish();
  }

  fail(error: unknown): void {
    this.#leave();
    this.#body.fail(error);
  }

  /** Nothing of it matters any more. */
  forget(): void {
    this.#isForgotten = true;
    this.#leave();
  }

  #leave(): void {
    if (this.#onAbort) this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}
