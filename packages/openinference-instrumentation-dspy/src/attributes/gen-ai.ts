import type { ContentPart, LMOutput, LMParams, LMUsage, Message, Passage, ToolCall, ToolDefinition } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import * as genAI from '../gen-ai-conventions.ts';
import { toJSON } from '../json.ts';

type MessagePart = { readonly type: string } & Record<string, unknown>;

/** Parameters of a call. Attributes that are `undefined` are not set. */
export function addRequestParameters(attributes: Attributes, params: LMParams): void {
  attributes[genAI.GEN_AI_REQUEST_TEMPERATURE] = params.temperature;
  attributes[genAI.GEN_AI_REQUEST_MAX_TOKENS] = params.maxTokens;
  attributes[genAI.GEN_AI_REQUEST_TOP_P] = params.topP;
  attributes[genAI.GEN_AI_REQUEST_TOP_K] = params.topK;
  attributes[genAI.GEN_AI_REQUEST_PRESENCE_PENALTY] = params.presencePenalty;
  attributes[genAI.GEN_AI_REQUEST_FREQUENCY_PENALTY] = params.frequencyPenalty;
  attributes[genAI.GEN_AI_REQUEST_SEED] = params.seed;
  attributes[genAI.GEN_AI_REQUEST_STOP_SEQUENCES] = params.stop && [...params.stop];
  attributes[genAI.GEN_AI_REQUEST_CHOICE_COUNT] = params.n === 1 ? undefined : params.n;
  attributes[genAI.GEN_AI_REQUEST_REASONING_LEVEL] = params.reasoningEffort;
  attributes[genAI.GEN_AI_OUTPUT_TYPE] = params.responseFormat?.type;
}

export function addUsage(attributes: Attributes, usage: LMUsage): void {
  attributes[genAI.GEN_AI_USAGE_INPUT_TOKENS] = usage.promptTokens;
  attributes[genAI.GEN_AI_USAGE_OUTPUT_TOKENS] = usage.completionTokens;
  attributes[genAI.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS] = usage.cacheReadTokens;
  attributes[genAI.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS] = usage.cacheWriteTokens;
  attributes[genAI.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS] = usage.reasoningTokens;
}

/** `gen_ai.input.messages`, a JSON text as the conventions allow on spans. */
export function inputMessages(messages: readonly Message[]): string {
  return toJSON(messages.map((message) => ({ role: message.role, parts: partsOf(message) })));
}

/** `gen_ai.output.messages` */
export function outputMessages(outputs: readonly LMOutput[]): string {
  return toJSON(
    outputs.map((output) => ({
      role: 'assistant',
      parts: [
        ...(output.reasoning === undefined ? [] : [{ type: 'reasoning', content: output.reasoning }]),
        ...(output.text === '' ? [] : [{ type: 'text', content: output.text }]),
        ...(output.toolCalls ?? []).map(toolCallPart),
      ],
      finish_reason: finishReason(output),
    })),
  );
}

/** The conventions' word for why the model stopped. */
export function finishReason(output: LMOutput): string {
  return output.finishReason === 'tool_calls' ? 'tool_call' : output.finishReason;
}

export function toolDefinitions(tools: readonly ToolDefinition[]): string {
  return toJSON(tools.map(({ name, description, parameters }) => ({ type: 'function', name, description, parameters })));
}

/** `gen_ai.retrieval.documents` */
export function retrievedDocuments(passages: readonly Passage[]): string {
  return toJSON(passages.map(({ id, score, text }) => ({ id, score, content: text })));
}

function partsOf(message: Message): MessagePart[] {
  if (message.role === 'tool') return [{ type: 'tool_call_response', id: message.toolCallId, response: message.content }];
  if (typeof message.content !== 'string') return message.content.map(contentPart);
  const text: MessagePart[] = message.content === '' ? [] : [{ type: 'text', content: message.content }];
  return message.role === 'assistant' && message.toolCalls ? [...text, ...message.toolCalls.map(toolCallPart)] : text;
}

function contentPart(part: ContentPart): MessagePart {
  switch (part.type) {
    case 'text':
      return { type: 'text', content: part.text };
    case 'image':
      return { type: 'uri', modality: 'image', uri: part.url };
    default:
      return { type: 'blob', modality: part.type, mime_type: part.mediaType, content: part.data };
  }
}

function toolCallPart(call: ToolCall): MessagePart {
  return { type: 'tool_call', id: call.id, name: call.name, arguments: call.args };
}
