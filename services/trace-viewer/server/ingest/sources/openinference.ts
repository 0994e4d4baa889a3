import type { Source } from './source.ts';

/** OpenInference, and what DSPy's instrumentation adds to it. */
export const OPENINFERENCE: Source = {
  kinds: { 'openinference.span.kind': { '*': { kind: '' } } },
  names: {
    model: ['llm.model_name', 'embedding.model_name', 'reranker.model_name'],
    provider: ['llm.provider', 'llm.system'],
    promptTokens: ['llm.token_count.prompt'],
    cacheReadTokens: ['llm.token_count.prompt_details.cache_read'],
    cacheWriteTokens: ['llm.token_count.prompt_details.cache_write'],
    completionTokens: ['llm.token_count.completion'],
    reasoningTokens: ['llm.token_count.completion_details.reasoning'],
    totalTokens: ['llm.token_count.total'],
    cost: ['llm.cost.total'],
    inputCost: ['llm.cost.prompt'],
    outputCost: ['llm.cost.completion'],
    sessionId: ['session.id'],
    userId: ['user.id'],
    tags: ['tag.tags'],
    programVersion: ['dspy.program.version', 'dspy.program_version', 'llm.prompt_template.version'],
    cacheHit: ['dspy.cache_hit'],
    finishReason: ['llm.finish_reason'],
    toolName: ['tool.name'],
    live: ['dspy.live'],
    template: ['llm.prompt_template.template'],
    input: ['input.value'],
    output: ['output.value'],
  },
};
