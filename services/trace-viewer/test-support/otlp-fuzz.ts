import { double, fixed64, message, type Field } from './wire.ts';

/** Bodies that are nearly OTLP: whole requests with odd values, then damaged. The same seed gives the same bodies. */
export class OtlpFuzz {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  protobuf(): Buffer<ArrayBuffer> {
    const body = message(...this.#some(3, (): Field => [1, this.#resourceSpans()]));
    return this.#chance(0.5) ? body : this.#damaged(body);
  }

  json(): Buffer<ArrayBuffer> {
    const body = Buffer.from(JSON.stringify({ resourceSpans: this.#some(3, () => ({
      resource: { attributes: this.#some(3, () => this.#jsonAttribute(0)) },
      scopeSpans: this.#some(2, () => ({ scope: this.#odd({ name: this.#text() }), spans: this.#some(3, () => this.#jsonSpan()) })),
    })) }));
    return this.#chance(0.5) ? body : this.#damaged(body);
  }

  #resourceSpans(): Buffer {
    const resource: Field = [1, message(...this.#some(3, (): Field => [1, this.#attribute(0)]))];
    const scopes = this.#some(2, (): Field => [2, message([1, message([1, this.#text()], [2, this.#text()])], ...this.#some(4, (): Field => [2, this.#span()]))]);
    return message(...(this.#chance(0.5) ? [resource, ...scopes] : [...scopes, resource]), ...this.#unknown());
  }

  #span(): Buffer {
    return message(
      [1, this.#bytes(this.#chance(0.9) ? 16 : this.#upTo(40))], [2, this.#bytes(this.#chance(0.9) ? 8 : this.#upTo(20))], ...this.#maybe((): Field => [4, this.#bytes(this.#chance(0.9) ? 8 : 3)]),
      [5, this.#text()], [6, this.#upTo(9)], [7, fixed64(this.#time())], [8, fixed64(this.#time())],
      ...this.#some(6, (): Field => [9, this.#attribute(0)]), ...this.#some(2, (): Field => [11, message([1, fixed64(this.#time())], [2, this.#text()], ...this.#some(3, (): Field => [3, this.#attribute(0)]))]),
      ...this.#some(2, (): Field => [13, message([1, this.#bytes(16)], [2, this.#bytes(8)])]), ...this.#maybe((): Field => [15, message([2, this.#text()], [3, this.#upTo(5)])]), ...this.#unknown(),
    );
  }

  #attribute(depth: number): Buffer {
    return message([1, this.#key()], [2, this.#value(depth)]);
  }

  #value(depth: number): Buffer {
    const kinds: (() => Buffer)[] = [
      () => message([1, this.#text()]), () => message([2, this.#upTo(2)]), () => message([3, this.#time()]), () => message([4, double(this.#double())]),
      () => message([7, this.#bytes(this.#upTo(20))]), () => message(),
      // Now and then deeper than anybody reads.
      () => (depth > 0 || this.#chance(0.98) ? message([5, message(...this.#nested(depth, (): Field => [1, this.#value(depth + 1)]))]) : this.#tower(80)),
      () => message([6, message(...this.#nested(depth, (): Field => [1, this.#attribute(depth + 1)]))]),
    ];
    return this.#oneOf(kinds)();
  }

  #tower(height: number): Buffer {
    let value = message([1, 'top']);
    for (let level = 0; level < height; level += 1) value = message([5, message([1, value])]);
    return value;
  }

  #jsonSpan(): unknown {
    return this.#odd({
      traceId: this.#bytes(this.#chance(0.9) ? 16 : 5).toString('hex'), spanId: this.#bytes(8).toString('hex'), name: this.#text(), kind: this.#oneOf([1, 2, 'SPAN_KIND_CLIENT', 77, '1']),
      startTimeUnixNano: String(this.#time()), endTimeUnixNano: this.#mostly(this.#oneOf<unknown>([String(this.#time()), 0, 12]), '-1', '1e3'), attributes: this.#some(5, () => this.#jsonAttribute(0)),
      status: this.#odd({ code: this.#upTo(4), message: this.#text() }), events: this.#some(2, () => ({ timeUnixNano: '5', name: this.#text(), attributes: this.#some(2, () => this.#jsonAttribute(0)) })),
    });
  }

  #jsonAttribute(depth: number): unknown {
    const value: unknown = this.#oneOf<() => unknown>([
      () => ({ stringValue: this.#text() }), () => ({ boolValue: this.#chance(0.5) }), () => ({ intValue: this.#mostly<unknown>(this.#oneOf<unknown>(['-5', 7]), '99999999999999999999', 1.5) }),
      () => ({ doubleValue: this.#mostly<unknown>(this.#oneOf<unknown>([1.5, 'NaN', '-Infinity']), 'x') }), () => ({ bytesValue: 'AQID' }), () => ({}), () => null,
      () => ({ arrayValue: { values: this.#nested(depth, () => ({ stringValue: this.#text() })) } }), () => ({ kvlistValue: { values: this.#nested(depth, () => this.#jsonAttribute(depth + 1)) } }),
    ])();
    return { key: this.#key(), value };
  }

  /** Sometimes something else where an object is expected. */
  #odd(value: unknown): unknown {
    return this.#mostly(value, null, 'text', 5, [], true);
  }

  #mostly<Item>(usual: Item, ...rare: readonly Item[]): Item {
    return this.#chance(0.98) ? usual : this.#oneOf(rare);
  }

  /** Names that mean something to the viewer, so that their values are looked at. */
  #key(): string {
    return this.#chance(0.3) ? this.#text() : this.#oneOf([
      'openinference.span.kind', 'gen_ai.operation.name', 'llm.token_count.prompt', 'llm.cost.total', 'input.value', 'output.value', 'tag.tags', 'gen_ai.input.messages', 'ai.prompt.messages',
      'ai.operationId', 'mlflow.spanType', 'mlflow.spanInputs', 'mlflow.chat.tokenUsage', 'langsmith.span.kind', 'gen_ai.prompt', 'gen_ai.prompt.0.content', 'gen_ai.completion.0.tool_calls.0.arguments',
      'session.id', 'dspy.live', 'llm.input_messages.0.message.role', 'service.name', 'gen_ai.response.finish_reasons',
    ]);
  }

  #text(): string {
    return this.#oneOf([
      '', 'LLM', 'chat', 'ai.generateText', 'CHAT_MODEL', '"LLM"', 'a', '漢字 😀', '\0', 'x'.repeat(this.#upTo(2_000)), '{"messages":[{"role":"system","content":"s"}]}', '[[[[', '{"a":', '[{"role":"user","parts":[{}]}]',
      String(this.#random()), "'; DROP TABLE spans; --", '\u2028', '\\n\\"', '__proto__', 'constructor',
    ]);
  }

  #damaged(body: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
    const damaged = Buffer.from(body);
    if (damaged.length === 0) return this.#bytes(1 + this.#upTo(30));
    const at = this.#upTo(damaged.length);
    switch (this.#upTo(5)) {
      case 0: return damaged.subarray(0, at);
      case 1: damaged[at] = this.#upTo(256); return damaged;
      case 2: damaged[at] = (damaged[at] ?? 0) ^ (1 << this.#upTo(8)); return damaged;
      case 3: return Buffer.concat([damaged.subarray(0, at), this.#bytes(this.#upTo(9)), damaged.subarray(at)]);
      default: return Buffer.concat([damaged.subarray(0, at), damaged.subarray(this.#upTo(damaged.length))]);
    }
  }

  #unknown(): Field[] {
    return this.#maybe((): Field => [100 + this.#upTo(2_000), this.#bytes(this.#upTo(10))]);
  }

  #time(): bigint {
    return this.#oneOf([0n, 1n, 1_700_000_000_000_000_000n, 2n ** 63n - 1n, 2n ** 64n - 1n, BigInt(this.#upTo(1_000_000))]);
  }

  #double(): number {
    return this.#oneOf([0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1, 5e-324]);
  }

  #bytes(length: number): Buffer<ArrayBuffer> {
    return Buffer.from(Array.from({ length }, () => this.#upTo(256)));
  }

  #nested<Item>(depth: number, make: () => Item): Item[] {
    return depth > 5 ? [] : this.#some(3, make);
  }

  #some<Item>(most: number, make: () => Item): Item[] {
    return Array.from({ length: this.#upTo(most + 1) }, make);
  }

  #maybe<Item>(make: () => Item): Item[] {
    return this.#chance(0.5) ? [make()] : [];
  }

  #oneOf<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
    const item = items[this.#upTo(items.length)];
    return item as Item;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #upTo(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}
