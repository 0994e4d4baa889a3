import type { KindRule, Source } from './source.ts';

/** `ai.generateText` repeats the usage of the `ai.generateText.doGenerate` below it. */
const REPEATS: KindRule = { kind: 'LLM', ownUsage: false };
const CALLS: KindRule = { kind: 'LLM' };

/** The Vercel AI SDK, versions 4 to 7. */
export const VERCEL_AI: Source = {
  kinds: {
    'ai.operationId': {
      'ai.generateText': REPEATS,
      'ai.generateText.doGenerate': CALLS,
      'ai.streamText': REPEATS,
      'ai.streamText.doStream': CALLS,
      'ai.generateObject': REPEATS,
      'ai.generateObject.doGenerate': CALLS,
      'ai.streamObject': REPEATS,
      'ai.streamObject.doStream': CALLS,
      'ai.embed': { kind: 'EMBEDDING', ownUsage: false },
      'ai.embed.doEmbed': { kind: 'EMBEDDING' },
      'ai.embedMany': { kind: 'EMBEDDING', ownUsage: false },
      'ai.embedMany.doEmbed': { kind: 'EMBEDDING' },
      'ai.rerank': { kind: 'RERANKER', ownUsage: false },
      'ai.rerank.doRerank': { kind: 'RERANKER' },
      'ai.toolCall': { kind: 'TOOL' },
    },
  },
  names: {
    model: ['ai.response.model', 'ai.model.id'],
    provider: ['ai.model.provider'],
    promptTokens: ['ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'],
    cacheReadTokens: ['ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens'],
    cacheWriteTokens: ['ai.usage.inputTokenDetails.cacheWriteTokens'],
    completionTokens: ['ai.usage.outputTokens', 'ai.usage.completionTokens'],
    reasoningTokens: ['ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens'],
    totalTokens: ['ai.usage.totalTokens'],
    sessionId: ['ai.telemetry.metadata.sessionId', 'ai.telemetry.metadata.session.id'],
    userId: ['ai.telemetry.metadata.userId', 'ai.telemetry.metadata.user.id'],
    tags: ['ai.telemetry.metadata.tags'],
    finishReason: ['ai.response.finishReason'],
    toolName: ['ai.toolCall.name'],
    input: ['ai.prompt', 'ai.toolCall.args', 'ai.value', 'ai.values'],
    output: ['ai.response.text', 'ai.response.object', 'ai.toolCall.result', 'ai.response.toolCalls'],
  },
};
