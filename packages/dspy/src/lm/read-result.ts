import type { LanguageModelV4FinishReason, LanguageModelV4GenerateResult, LanguageModelV4ToolCall, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { ToolCall } from './message.ts';
import type { FinishReason, LMOutput, LMResponse, LMUsage } from './request.ts';

/** A provider's result in our own terms. */
export function readResult(result: LanguageModelV4GenerateResult, modelId: string): LMResponse {
  const usage = readUsage(result.usage);
  const id = result.response?.id;
  return {
    outputs: [readOutput(result)],
    model: result.response?.modelId ?? modelId,
    cacheHit: false,
    ...(usage && { usage }),
    ...(id !== undefined && { id }),
  };
}

function readOutput({ content, finishReason }: LanguageModelV4GenerateResult): LMOutput {
  const textOf = (kind: 'text' | 'reasoning'): string => content.map((part) => (part.type === kind ? part.text : '')).join('');
  const reasoning = textOf('reasoning');
  const toolCalls = content.filter((part) => part.type === 'tool-call').map(readToolCall);
  return {
    text: textOf('text'),
    finishReason: readFinishReason(finishReason),
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(reasoning !== '' && { reasoning }),
  };
}

function readToolCall({ toolCallId, toolName, input }: LanguageModelV4ToolCall): ToolCall {
  const args = jsonObject(input);
  return { id: toolCallId, name: toolName, args: args ?? {}, ...(args === undefined && { invalidArgs: input }) };
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readFinishReason({ unified }: LanguageModelV4FinishReason): FinishReason {
  switch (unified) {
    case 'content-filter':
      return 'content_filter';
    case 'tool-calls':
      return 'tool_calls';
    case 'interrupted':
      return 'error';
    default:
      return unified;
  }
}

/** `undefined` when the provider counted nothing; a detail that is zero is left out, since zero often means unknown. */
function readUsage({ inputTokens, outputTokens }: LanguageModelV4Usage): LMUsage | undefined {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined;
  const promptTokens = inputTokens.total ?? 0;
  const completionTokens = outputTokens.total ?? 0;
  return {
    promptTokens,
    completionTokens,
    totalTokens: promptTokens + completionTokens,
    ...(inputTokens.cacheRead && { cacheReadTokens: inputTokens.cacheRead }),
    ...(inputTokens.cacheWrite && { cacheWriteTokens: inputTokens.cacheWrite }),
    ...(outputTokens.reasoning && { reasoningTokens: outputTokens.reasoning }),
  };
}
