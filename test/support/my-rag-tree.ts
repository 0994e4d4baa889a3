import type { SpanTree } from './span-tree.ts';

/** What one request to `POST /MyRAG` leaves in a trace, names and kinds exactly. */
export const myRagTree: SpanTree = {
  name: 'POST /MyRAG',
  kind: null,
  children: [
    {
      name: 'MyRAG.forward',
      kind: 'CHAIN',
      children: [
        {
          name: 'Retrieve.forward',
          kind: 'RETRIEVER',
          children: [{ name: 'ColBERTv2.__call__', kind: 'RETRIEVER', children: [] }],
        },
        {
          name: 'ChainOfThought.forward',
          kind: 'CHAIN',
          children: [
            {
              name: 'LM.__call__',
              kind: 'LLM',
              children: [{ name: 'OpenAI API call', kind: null, children: [] }],
            },
          ],
        },
      ],
    },
  ],
};

/** How many spans that are. */
export const myRagSpanCount = 7;
