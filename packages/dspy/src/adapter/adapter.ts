import type { BaseLM } from '../lm/base-lm.ts';
import type { Message } from '../lm/message.ts';
import type { LMParams } from '../lm/request.ts';
import type { Demo } from '../prediction/example.ts';
import type { Values } from '../prediction/prediction.ts';
import type { Signature } from '../signature/signature.ts';

/** What an adapter needs to ask a model. */
export interface AdapterCall {
  readonly lm: BaseLM;
  readonly params: LMParams;
  readonly signature: Signature;
  readonly demos: readonly Demo[];
  readonly inputs: Values;
}

/** Turns inputs into messages and a model's answers into output fields. */
export abstract class Adapter {
  /** Formats, asks and parses: one record of output fields per answer. */
  abstract call(call: AdapterCall): Promise<readonly Values[]>;
  abstract format(signature: Signature, demos: readonly Demo[], inputs: Values): Message[];
  /** @throws {AdapterParseError} when the text does not have the shape that `format` asked for. */
  abstract parse(signature: Signature, completion: string): Values;
}
