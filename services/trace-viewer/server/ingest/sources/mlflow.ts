import type { Source } from './source.ts';

/** MLflow. Each of its attributes is a JSON text, strings included; over OTLP some exporters unpack them. */
export const MLFLOW: Source = {
  kinds: {
    'mlflow.spanType': {
      LLM: { kind: 'LLM' },
      CHAT_MODEL: { kind: 'LLM' },
      EMBEDDING: { kind: 'EMBEDDING' },
      RERANKER: { kind: 'RERANKER' },
      RETRIEVER: { kind: 'RETRIEVER' },
      TOOL: { kind: 'TOOL' },
      AGENT: { kind: 'AGENT' },
      CHAIN: { kind: 'CHAIN' },
      WORKFLOW: { kind: 'CHAIN' },
      TASK: { kind: 'CHAIN' },
      PARSER: { kind: 'CHAIN' },
      MEMORY: { kind: 'CHAIN' },
      GUARDRAIL: { kind: 'GUARDRAIL' },
      EVALUATOR: { kind: 'EVALUATOR' },
    },
  },
  names: {
    model: ['mlflow.llm.model#'],
    provider: ['mlflow.llm.provider#'],
    promptTokens: ['mlflow.chat.tokenUsage#input_tokens'],
    cacheReadTokens: ['mlflow.chat.tokenUsage#cache_read_input_tokens'],
    cacheWriteTokens: ['mlflow.chat.tokenUsage#cache_creation_input_tokens'],
    completionTokens: ['mlflow.chat.tokenUsage#output_tokens'],
    totalTokens: ['mlflow.chat.tokenUsage#total_tokens'],
    cost: ['mlflow.llm.cost#total_cost'],
    inputCost: ['mlflow.llm.cost#input_cost'],
    outputCost: ['mlflow.llm.cost#output_cost'],
    sessionId: ['mlflow.trace.session#'],
    userId: ['mlflow.trace.user#'],
    input: ['mlflow.spanInputs'],
    output: ['mlflow.spanOutputs'],
  },
};
