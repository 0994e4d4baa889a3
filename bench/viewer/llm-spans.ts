import { double, fixed64, message, type Field } from '../../services/trace-viewer/test-support/wire.ts';

export const SPANS_A_TRACE = 10;
export const SPANS_A_BODY = 100;
const TRACES_A_BODY = SPANS_A_BODY / SPANS_A_TRACE;
const VOCABULARY = 20_000;

/** A body whose ids and times are written anew before each sending, so that encoding costs the load generator nothing. */
export class LlmBody {
  readonly bytes: Buffer;
  readonly #traceIds: readonly (readonly number[])[];
  readonly #times: readonly { readonly position: number; readonly offset: bigint }[];

  constructor(random: () => number) {
    const marks = Array.from({ length: TRACES_A_BODY }, () => Buffer.from(Array.from({ length: 16 }, () => 1 + Math.floor(random() * 255))));
    const offsets: bigint[] = [];
    const spans = marks.flatMap((traceId) => traceOf(traceId, random, offsets));
    this.bytes = message([1, message(
      [1, message([1, attribute('service.name', 'bench')], [1, attribute('service.version', '1.0.0')])],
      [2, message([1, message([1, 'bench'], [2, '1.0.0'])], ...spans.map((span): Field => [2, span]))],
    )]);
    this.#traceIds = marks.map((mark) => positionsOf(this.bytes, mark));
    this.#times = offsets.flatMap((offset) => positionsOf(this.bytes, timeBytes(offset)).map((position) => ({ position, offset })));
  }

  /** @param first the number of the body's first trace */
  renew(first: number, now: bigint): Buffer {
    for (const [index, positions] of this.#traceIds.entries()) {
      const id = traceIdOf(first + index);
      for (const position of positions) id.copy(this.bytes, position);
    }
    for (const { position, offset } of this.#times) this.bytes.writeBigUInt64LE(now + offset, position);
    return this.bytes;
  }
}

/** The id of a trace by its number: spread like a random one, and always the same. */
function traceIdOf(number: number): Buffer {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(Math.imul(number + 1, 0x9e3779b1) >>> 0, 0);
  id.writeUInt32BE(Math.imul(number + 1, 0x85ebca6b) >>> 0, 4);
  id.writeUInt32BE(number + 1, 12);
  return id;
}

/** One request: server, program, steps, searches, model calls. */
function traceOf(traceId: Buffer, random: () => number, offsets: bigint[]): Buffer[] {
  return Array.from({ length: SPANS_A_TRACE }, (_, index) => {
    const kind = ['SERVER', 'CHAIN', 'RETRIEVER', 'RETRIEVER', 'CHAIN', 'LLM', 'CHAIN', 'LLM', 'TOOL', 'LLM'][index] ?? 'CHAIN';
    // Marks to be found again: nothing else in a body has these bytes.
    const [start, end] = [0x5a00_0000_0000n, 0x5b00_0000_0000n].map((mark) => mark + BigInt(offsets.length) * 1_000_000n + BigInt(Math.floor(random() * 900_000)));
    if (start === undefined || end === undefined) throw new Error('no times');
    offsets.push(start, end);
    const parent: Field[] = index === 0 ? [] : [[4, spanId(index < 4 ? 1 : index - 2)]];
    return message([1, traceId], [2, spanId(index + 1)], ...parent, [5, `${kind}.step${index}`], [6, kind === 'SERVER' ? 2 : 1], [7, fixed64(start)], [8, fixed64(end)], ...attributesOf(kind, random).map((bytes): Field => [9, bytes]));
  });
}

function spanId(number: number): Buffer {
  const id = Buffer.alloc(8);
  id.writeUInt32BE(0xbe_ac_00_00 + number, 4);
  return id;
}

/** About 1.5 kB of names and values. */
function attributesOf(kind: string, random: () => number): Buffer[] {
  const text = (words: number): string => Array.from({ length: words }, () => word(random)).join(' ');
  const common = [attribute('openinference.span.kind', kind), attribute('session.id', `session-${Math.floor(random() * 10_000)}`), attribute('user.id', `user-${Math.floor(random() * 1_000)}`)];
  if (kind === 'LLM') {
    return [
      ...common, attribute('llm.model_name', random() < 0.5 ? 'gpt-4o-mini' : 'claude-sonnet'), attribute('llm.provider', 'openai'),
      attribute('llm.invocation_parameters', '{"temperature":0.7,"max_tokens":1000}'), attribute('llm.token_count.prompt', Math.floor(random() * 900)),
      attribute('llm.token_count.completion', Math.floor(random() * 200)), attribute('llm.cost.total', random() / 1_000), attribute('llm.finish_reason', 'stop'),
      attribute('llm.input_messages.0.message.role', 'system'), attribute('llm.input_messages.0.message.content', 'Your input fields are: question. Your output fields are: answer.'),
      attribute('llm.input_messages.1.message.role', 'user'), attribute('llm.input_messages.1.message.content', text(70)),
      attribute('llm.output_messages.0.message.role', 'assistant'), attribute('llm.output_messages.0.message.content', text(50)),
    ];
  }
  if (kind === 'RETRIEVER') {
    return [...common, attribute('input.value', text(10)), ...Array.from({ length: 3 }, (_, rank) => [
      attribute(`retrieval.documents.${rank}.document.content`, text(50)), attribute(`retrieval.documents.${rank}.document.score`, random()),
    ]).flat()];
  }
  return [...common, attribute('input.value', JSON.stringify({ question: text(80) })), attribute('input.mime_type', 'application/json'), attribute('output.value', JSON.stringify({ answer: text(80) })), attribute('output.mime_type', 'application/json')];
}

/** Few words are frequent and many are rare, as in any language. */
function word(random: () => number): string {
  const rank = Math.floor(VOCABULARY * random() ** 3);
  return (Math.imul(rank + 1, 0x9e3779b1) >>> 0).toString(36).slice(0, 3 + (rank % 6));
}

function attribute(key: string, value: string | number): Buffer {
  const encoded = typeof value === 'string' ? message([1, value]) : Number.isInteger(value) ? message([3, value]) : message([4, double(value)]);
  return message([1, key], [2, encoded]);
}

function timeBytes(time: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(time);
  return bytes;
}

function positionsOf(bytes: Buffer, mark: Buffer): number[] {
  const positions: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) positions.push(at);
  return positions;
}
