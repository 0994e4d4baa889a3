import type { Answers, FromWorker, Question, ToWorker } from './messages.ts';

type Kind = ToWorker['kind'];
type Message<K extends Kind> = Extract<ToWorker, { readonly kind: K }>;

/** A worker's line to its supervisor. */
export class SupervisorLink {
  readonly #waiting = new Map<number, { readonly resolve: (answer: Answers[keyof Answers]) => void; readonly reject: (error: Error) => void }>();
  #questions = 0;

  constructor() {
    this.on('answer', ({ id, answer }) => {
      this.#waiting.get(id)?.resolve(answer);
      this.#waiting.delete(id);
    });
    this.on('no-answer', ({ id, reason }) => {
      this.#waiting.get(id)?.reject(new Error(reason));
      this.#waiting.delete(id);
    });
  }

  on<K extends Kind>(kind: K, listener: (message: Message<K>) => void): void {
    process.on('message', (message: ToWorker) => {
      if (message.kind === kind) listener(message as Message<K>);
    });
  }

  /** Resolves when it is told so for the first time. */
  told<K extends Kind>(kind: K): Promise<Message<K>> {
    return new Promise((resolve) => {
      this.on(kind, resolve);
    });
  }

  /** Resolves once it has been sent; a supervisor that is gone takes its workers with it, so that is no failure. */
  tell(message: FromWorker): Promise<void> {
    return new Promise((resolve) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
      else resolve();
    });
  }

  /** @throws {Error} what went wrong where it was asked. */
  ask<Q extends Question>(question: Q): Promise<Answers[Q['what']]> {
    this.#questions += 1;
    const id = this.#questions;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Answers[Q['what']]), reject });
      void this.tell({ kind: 'ask', id, question });
    });
  }
}
