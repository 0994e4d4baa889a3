/** A piece of an output field, as it was generated. */
export class StreamResponse {
  /** The predictor's path in the program: `respond.predict`; `self` when the program is a predictor. */
  readonly predictName: string;
  readonly signatureFieldName: string;
  /** May be empty when it is the last. */
  readonly chunk: string;
  readonly isLastChunk: boolean;
  /** Which of the predictor's calls this belongs to, from 0: calls that run at the same time arrive mixed. */
  readonly callIndex: number;

  constructor(values: StreamResponse) {
    this.predictName = values.predictName;
    this.signatureFieldName = values.signatureFieldName;
    this.chunk = values.chunk;
    this.isLastChunk = values.isLastChunk;
    this.callIndex = values.callIndex;
  }
}

/** A piece of a model's answer as it is, markers included: what arrives without listeners. */
export class LMChunk {
  /** The predictor's path in the program. */
  readonly predictName: string;
  readonly text: string;
  /** Which of the predictor's calls this belongs to, from 0. */
  readonly callIndex: number;

  constructor(values: LMChunk) {
    this.predictName = values.predictName;
    this.text = values.text;
    this.callIndex = values.callIndex;
  }
}

/** What the program is doing, in words for people. */
export class StatusMessage {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}
