import type { Adapter } from '../adapter/adapter.ts';
import type { TextSink } from '../lm/text-sink.ts';
import type { Callers } from '../scope.ts';
import type { Signature } from '../signature/signature.ts';

/** Takes one answer while it arrives. */
export interface AnswerStream extends TextSink {
  /** The answer is there: `text` is the whole of it, for models that do not stream and for cache hits. */
  finish(text: string): void;
  /** Whether any of it has been shown, so that the question cannot be asked again another way. */
  readonly isShown: boolean;
}

/** What `streamify` puts into the scope of a program. */
export interface ProgramStream {
  /** A stream for the answer that the innermost predictor is about to ask for; `undefined` when nobody listens. */
  open(adapter: Adapter, signature: Signature, callers: Callers | undefined): AnswerStream | undefined;
}
