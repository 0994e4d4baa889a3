import type { LanguageModelV4CallOptions, LanguageModelV4FilePart, LanguageModelV4Message, LanguageModelV4TextPart } from '@ai-sdk/provider';
import type { ContentPart, Message } from './message.ts';
import type { ModelType, Provider } from './provider/provider.ts';
import type { LMParams, LMRequest, ResponseFormat, ToolChoice, ToolDefinition } from './request.ts';

interface AskedModel {
  readonly provider: Provider;
  readonly modelId: string;
  readonly modelType: ModelType;
}

/** A request as the AI SDK's provider layer takes it. Only what is set is passed on. */
export function toCallOptions({ messages, tools, params }: LMRequest, model: AskedModel, signal: AbortSignal | undefined): LanguageModelV4CallOptions {
  const options: LanguageModelV4CallOptions = {
    prompt: messages.map(toMessage),
    ...sampling(params),
    ...(params.responseFormat && { responseFormat: toResponseFormat(params.responseFormat) }),
    ...(tools && { tools: tools.map(toTool) }),
    ...(params.toolChoice && { toolChoice: toToolChoice(params.toolChoice) }),
    ...(signal && { abortSignal: signal }),
  };
  return model.provider.adjust?.(options, params, model) ?? options;
}

type Sampling = Pick<LanguageModelV4CallOptions, 'maxOutputTokens' | 'temperature' | 'topP' | 'topK' | 'presencePenalty' | 'frequencyPenalty' | 'seed' | 'stopSequences'>;

function sampling(params: LMParams): Sampling {
  const { maxTokens, temperature, topP, topK, presencePenalty, frequencyPenalty, seed, stop } = params;
  return {
    ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(presencePenalty !== undefined && { presencePenalty }),
    ...(frequencyPenalty !== undefined && { frequencyPenalty }),
    ...(seed !== undefined && { seed }),
    ...(stop && { stopSequences: [...stop] }),
  };
}

function toMessage(message: Message): LanguageModelV4Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return { role: 'user', content: typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content.map(toPart) };
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          ...(message.content === '' ? [] : [{ type: 'text' as const, text: message.content }]),
          ...(message.toolCalls ?? []).map((call) => ({ type: 'tool-call' as const, toolCallId: call.id, toolName: call.name, input: call.args })),
        ],
      };
    default:
      return {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId: message.toolCallId, toolName: message.toolName, output: { type: 'text', value: message.content } }],
      };
  }
}

function toPart(part: ContentPart): LanguageModelV4TextPart | LanguageModelV4FilePart {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return fileFromUrl(part.url, 'image');
    case 'audio':
      return { type: 'file', mediaType: part.mediaType, data: { type: 'data', data: part.data } };
    default: {
      const file = part.data.startsWith('data:') ? fileFromUrl(part.data, part.mediaType) : { type: 'file' as const, mediaType: part.mediaType, data: { type: 'data' as const, data: part.data } };
      return part.filename === undefined ? file : { ...file, filename: part.filename };
    }
  }
}

/** A `data:` URL is sent as the data in it, another one as the address. */
function fileFromUrl(url: string, mediaType: string): LanguageModelV4FilePart {
  const inline = /^data:([^;,]+)?(?:;[^,]*)?;base64,(.*)$/s.exec(url);
  if (inline) return { type: 'file', mediaType: inline[1] ?? mediaType, data: { type: 'data', data: inline[2] ?? '' } };
  return { type: 'file', mediaType, data: { type: 'url', url: new URL(url), originalUrl: url } };
}

function toTool(tool: ToolDefinition): NonNullable<LanguageModelV4CallOptions['tools']>[number] {
  return { type: 'function', name: tool.name, ...(tool.description !== undefined && { description: tool.description }), inputSchema: tool.parameters };
}

function toToolChoice(choice: ToolChoice): NonNullable<LanguageModelV4CallOptions['toolChoice']> {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.tool };
}

function toResponseFormat(format: ResponseFormat): NonNullable<LanguageModelV4CallOptions['responseFormat']> {
  if (format.type === 'text') return { type: 'text' };
  return { type: 'json', ...(format.schema && { schema: format.schema }), ...(format.name !== undefined && { name: format.name }) };
}
