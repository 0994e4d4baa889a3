import type { Source } from './source.ts';

/** OpenLLMetry, the SDKs and instrumentations of Traceloop. */
export const TRACELOOP: Source = {
  kinds: {
    'traceloop.span.kind': {
      workflow: { kind: 'CHAIN' },
      task: { kind: 'CHAIN' },
      agent: { kind: 'AGENT' },
      tool: { kind: 'TOOL' },
    },
    'llm.request.type': {
      chat: { kind: 'LLM' },
      completion: { kind: 'LLM' },
      embedding: { kind: 'EMBEDDING' },
      rerank: { kind: 'RERANKER' },
    },
  },
  names: {
    model: ['llm.response.model', 'llm.request.model'],
    provider: ['llm.vendor'],
    promptTokens: ['llm.usage.prompt_tokens'],
    cacheReadTokens: ['gen_ai.usage.cache_read_input_tokens', 'llm.usage.cache_read_input_tokens'],
    cacheWriteTokens: ['gen_ai.usage.cache_creation_input_tokens', 'llm.usage.cache_creation_input_tokens'],
    completionTokens: ['llm.usage.completion_tokens'],
    reasoningTokens: ['gen_ai.usage.reasoning_tokens', 'llm.usage.reasoning_tokens'],
    totalTokens: ['llm.usage.total_tokens'],
    sessionId: ['traceloop.association.properties.session_id', 'traceloop.association.properties.conversation_id'],
    userId: ['traceloop.association.properties.user_id', 'llm.user'],
    programVersion: ['traceloop.prompt.version'],
    finishReason: ['gen_ai.completion.0.finish_reason', 'llm.completions.0.finish_reason', 'llm.response.finish_reason', 'llm.response.stop_reason'],
    template: ['traceloop.prompt.template'],
    input: ['traceloop.entity.input'],
    output: ['traceloop.entity.output'],
  },
};
