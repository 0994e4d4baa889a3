import type { Adapter } from '../adapter/adapter.ts';
import { ConfigurationError } from '../errors.ts';
import type { Module } from '../module/module.ts';
import type { Callers } from '../scope.ts';
import type { Signature } from '../signature/signature.ts';
import type { FieldEvent, FieldReader } from './field-reader.ts';
import type { AnswerStream, ProgramStream } from './program-stream.ts';
import { LMChunk, StreamResponse } from './stream-items.ts';
import type { StreamListener } from './stream-listener.ts';

type Send = (item: StreamResponse | LMChunk) => void;

/** A listener, during one run of the program. */
interface Listening {
  readonly field: string;
  readonly predictor: Module;
  readonly allowReuse: boolean;
  /** The answer that the listener follows. */
  follows?: AnswerStream;
}

/** One run of a streaming program: knows its predictors and who listens to them. */
export class StreamSession implements ProgramStream {
  readonly #names: ReadonlyMap<Module, string>;
  readonly #listening: readonly Listening[];
  readonly #calls = new Map<Module, number>();
  readonly #send: Send;

  /** @throws {ConfigurationError} when a listener's field is nowhere, or in several predictors. */
  constructor(program: Module, listeners: readonly StreamListener[], send: Send) {
    this.#names = new Map(program.namedPredictors().map(([name, predictor]) => [predictor, name]));
    this.#listening = listeners.map((listener) => listen(program, listener));
    this.#send = send;
  }

  open(adapter: Adapter, signature: Signature, callers: Callers | undefined): AnswerStream | undefined {
    if (!callers) return undefined;
    const { module } = callers;
    const listening = this.#listening.filter(({ predictor, field }) => predictor === module && signature.outputFields.some(({ name }) => name === field));
    if (this.#listening.length > 0 && listening.length === 0) return undefined;
    const from = this.#from(module);
    if (this.#listening.length === 0) return new RawStream((text) => this.#send(new LMChunk({ ...from(), text })));
    const makeReader = (): FieldReader | undefined => adapter.streamFields(signature);
    const reader = makeReader();
    if (!reader) return undefined;
    const stream: AnswerStream = new FieldStream(reader, makeReader, ({ field, text, isLast }) => {
      const listener = listening.find((each) => each.field === field);
      if (!listener || (!listener.allowReuse && (listener.follows ??= stream) !== stream)) return false;
      this.#send(new StreamResponse({ ...from(), signatureFieldName: field, chunk: text, isLastChunk: isLast }));
      return true;
    });
    return stream;
  }

  /** Whose answer something belongs to. Calls count when something of them is shown, so that one that is asked again counts once. */
  #from(module: Module): () => { readonly predictName: string; readonly callIndex: number } {
    const predictName = this.#names.get(module) ?? '';
    let from: { readonly predictName: string; readonly callIndex: number } | undefined;
    return () => {
      if (from) return from;
      const callIndex = this.#calls.get(module) ?? 0;
      this.#calls.set(module, callIndex + 1);
      return (from = { predictName, callIndex });
    };
  }
}

/** Shows what happens to the fields of an answer. */
class FieldStream implements AnswerStream {
  readonly #makeReader: () => FieldReader | undefined;
  readonly #show: (event: FieldEvent) => boolean;
  #reader: FieldReader;
  #isWritten = false;
  #isShown = false;

  /** @param show says whether anybody listens. */
  constructor(reader: FieldReader, makeReader: () => FieldReader | undefined, show: (event: FieldEvent) => boolean) {
    this.#reader = reader;
    this.#makeReader = makeReader;
    this.#show = show;
  }

  get isShown(): boolean {
    return this.#isShown;
  }

  write(text: string): void {
    this.#isWritten = true;
    this.#emit(this.#reader.push(text));
  }

  restart(): boolean {
    if (this.#isShown) return false;
    this.#reader = this.#makeReader() ?? this.#reader;
    this.#isWritten = false;
    return true;
  }

  finish(text: string): void {
    const events = this.#isWritten ? [] : this.#reader.push(text);
    this.#emit([...events, ...this.#reader.end()]);
  }

  #emit(events: readonly FieldEvent[]): void {
    for (const event of events) this.#isShown = this.#show(event) || this.#isShown;
  }
}

/** Shows an answer as it is. */
class RawStream implements AnswerStream {
  readonly #show: (text: string) => void;
  #isShown = false;

  constructor(show: (text: string) => void) {
    this.#show = show;
  }

  get isShown(): boolean {
    return this.#isShown;
  }

  write(text: string): void {
    this.#isShown = true;
    this.#show(text);
  }

  restart(): boolean {
    return !this.#isShown;
  }

  finish(text: string): void {
    if (!this.#isShown && text !== '') this.write(text);
  }
}

function listen(program: Module, { signatureFieldName: field, predict, predictName, allowReuse }: StreamListener): Listening {
  const candidates = program.namedPredictors().filter(([name, predictor]) => (predict === undefined || predictor === predict) && (predictName === undefined || name === predictName));
  const found = candidates.filter(([, { signature }]) => signature.outputFields.some(({ name }) => name === field));
  const [only, ...others] = found;
  if (!only) {
    const names = program.namedPredictors().map(([name, { signature }]) => `${name} (${signature.outputFields.map((output) => output.name).join(', ')})`);
    throw new ConfigurationError(`no predictor that the listener names has the output field "${field}"; the program's predictors are ${names.join('; ')}`);
  }
  if (others.length > 0) {
    throw new ConfigurationError(`several predictors have the output field "${field}" (${found.map(([name]) => name).join(', ')}); say which one: new StreamListener({ signatureFieldName: '${field}', predictName: '${only[0]}' })`);
  }
  return { field, predictor: only[1], allowReuse };
}
