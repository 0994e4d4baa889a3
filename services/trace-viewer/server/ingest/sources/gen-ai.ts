import type { Source } from './source.ts';

/** OpenTelemetry's GenAI conventions, every revision since 1.27, with the extensions that SDKs write under its names. */
export const GEN_AI: Source = {
  kinds: {
    'gen_ai.operation.name': {
      chat: { kind: 'LLM' },
      text_completion: { kind: 'LLM' },
      generate_content: { kind: 'LLM' },
      embeddings: { kind: 'EMBEDDING' },
      rerank: { kind: 'RERANKER' },
      retrieval: { kind: 'RETRIEVER' },
      execute_tool: { kind: 'TOOL' },
      invoke_agent: { kind: 'AGENT' },
      create_agent: { kind: 'AGENT' },
      invoke_workflow: { kind: 'CHAIN' },
    },
  },
  names: {
    model: ['gen_ai.response.model', 'gen_ai.request.model'],
    provider: ['gen_ai.provider.name', 'gen_ai.system'],
    promptTokens: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
    cacheReadTokens: ['gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.input_tokens.cached'],
    cacheWriteTokens: ['gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.input_tokens.cache_write'],
    completionTokens: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
    reasoningTokens: ['gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.output_tokens.reasoning'],
    totalTokens: ['gen_ai.usage.total_tokens'],
    cost: ['gen_ai.usage.cost'],
    inputCost: ['gen_ai.usage.input_cost'],
    outputCost: ['gen_ai.usage.output_cost'],
    sessionId: ['gen_ai.conversation.id'],
    userId: ['enduser.id'],
    finishReason: ['gen_ai.response.finish_reasons'],
    toolName: ['gen_ai.tool.name'],
    input: ['gen_ai.tool.call.arguments', 'gen_ai.retrieval.query.text'],
    output: ['gen_ai.tool.call.result'],
  },
};
