import type { Reply } from './fake-provider.ts';

/** Answers of each provider's own wire format: a text, a tool call `weather({"city":"Paris"})`, and tokens with their details. */

/** OpenAI's responses. */
export function openaiResponse(text: string): Reply {
  return {
    body: {
      id: 'resp-1',
      object: 'response',
      created_at: 1_700_000_000,
      status: 'completed',
      model: 'gpt-5-mini-2025-08-07',
      output: [
        { type: 'reasoning', id: 'rs-1', summary: [{ type: 'summary_text', text: 'I know this.' }] },
        { type: 'message', id: 'msg-1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] },
        { type: 'function_call', id: 'fc-1', call_id: 'call-1', name: 'weather', arguments: '{"city":"Paris"}', status: 'completed' },
      ],
      usage: { input_tokens: 100, output_tokens: 40, total_tokens: 140, input_tokens_details: { cached_tokens: 64 }, output_tokens_details: { reasoning_tokens: 30 } },
    },
  };
}

/** Anthropic's messages, where cached tokens are beside the others. */
export function anthropicMessage(text: string): Reply {
  return {
    body: {
      id: 'msg-1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [
        { type: 'thinking', thinking: 'I know this.', signature: 'sig' },
        { type: 'text', text },
        { type: 'tool_use', id: 'call-1', name: 'weather', input: { city: 'Paris' } },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 26, output_tokens: 40, cache_read_input_tokens: 64, cache_creation_input_tokens: 10 },
    },
  };
}

/** Gemini's content, where thoughts are counted beside the answer. */
export function geminiContent(text: string): Reply {
  return {
    body: {
      responseId: 'gem-1',
      modelVersion: 'gemini-2.5-flash',
      candidates: [
        {
          content: { role: 'model', parts: [{ text: 'I know this.', thought: true }, { text }, { functionCall: { name: 'weather', args: { city: 'Paris' } } }] },
          finishReason: 'STOP',
          index: 0,
        },
      ],
      usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 10, thoughtsTokenCount: 30, cachedContentTokenCount: 64, totalTokenCount: 140 },
    },
  };
}

/** Bedrock's conversation. */
export function bedrockMessage(text: string): Reply {
  return {
    body: {
      output: { message: { role: 'assistant', content: [{ text }, { toolUse: { toolUseId: 'call-1', name: 'weather', input: { city: 'Paris' } } }] } },
      stopReason: 'tool_use',
      usage: { inputTokens: 36, outputTokens: 40, totalTokens: 140, cacheReadInputTokens: 64 },
      metrics: { latencyMs: 5 },
    },
  };
}

/** OpenAI's chat completions, as others speak them too. */
export function chatCompletion(text: string, model: string): Reply {
  return {
    body: {
      id: 'chat-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model,
      choices: [
        {
          index: 0,
          finish_reason: 'tool_calls',
          message: { role: 'assistant', content: text, tool_calls: [{ id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }] },
        },
      ],
      usage: { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140, prompt_tokens_details: { cached_tokens: 64 }, completion_tokens_details: { reasoning_tokens: 30 } },
    },
  };
}
