import { RetrieverError } from '../errors.ts';
import { type Passage, Retriever } from './retriever.ts';

export interface ColBERTv2Options {
  /** Address of the search, `http://127.0.0.1:8893/api/search`. */
  readonly url: string;
}

/** Client of a ColBERTv2 search server. */
export class ColBERTv2 extends Retriever {
  readonly url: string;

  constructor({ url }: ColBERTv2Options) {
    super();
    this.url = url;
  }

  protected override async search(query: string, k: number): Promise<readonly Passage[]> {
    throw new RetrieverError(`not written yet: ${query} ${k}`, { retriever: 'ColBERTv2' });
  }
}
