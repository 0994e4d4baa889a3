import type { Source } from './source.ts';

/** LangSmith's SDKs over OpenTelemetry. Its `langsmith.trace.session_name` is a project, not a session. */
export const LANGSMITH: Source = {
  kinds: {
    'langsmith.span.kind': {
      llm: { kind: 'LLM' },
      embedding: { kind: 'EMBEDDING' },
      retriever: { kind: 'RETRIEVER' },
      tool: { kind: 'TOOL' },
      chain: { kind: 'CHAIN' },
      prompt: { kind: 'PROMPT' },
      parser: { kind: 'CHAIN' },
    },
  },
  names: {
    model: ['langsmith.metadata.ls_model_name'],
    provider: ['langsmith.metadata.ls_provider'],
    promptTokens: ['langsmith.usage_metadata#input_tokens'],
    cacheReadTokens: ['langsmith.usage_metadata#input_token_details.cache_read', 'gen_ai.usage.input_token_details#cache_read'],
    cacheWriteTokens: ['langsmith.usage_metadata#input_token_details.cache_creation', 'gen_ai.usage.input_token_details#cache_creation'],
    completionTokens: ['langsmith.usage_metadata#output_tokens'],
    reasoningTokens: ['langsmith.usage_metadata#output_token_details.reasoning', 'gen_ai.usage.output_token_details#reasoning'],
    totalTokens: ['langsmith.usage_metadata#total_tokens'],
    cost: ['langsmith.usage_metadata#total_cost'],
    inputCost: ['langsmith.usage_metadata#input_cost'],
    outputCost: ['langsmith.usage_metadata#output_cost'],
    sessionId: ['langsmith.metadata.session_id', 'langsmith.metadata.thread_id', 'langsmith.metadata.conversation_id'],
    userId: ['langsmith.metadata.user_id'],
    tags: ['langsmith.span.tags', 'langsmith.tags'],
    programVersion: ['langsmith.metadata.revision_id'],
    input: ['gen_ai.prompt'],
    output: ['gen_ai.completion'],
  },
};
