import { AUDIO_MIME_TYPE, AUDIO_URL, SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { ContentPart, LMOutput, Message, ToolCall } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import { indexedKeys } from '../indexed-keys.ts';
import { toJSON } from '../json.ts';

const {
  IMAGE_URL,
  LLM_INPUT_MESSAGES,
  LLM_OUTPUT_MESSAGES,
  MESSAGE_CONTENT,
  MESSAGE_CONTENTS,
  MESSAGE_CONTENT_AUDIO,
  MESSAGE_CONTENT_DATA,
  MESSAGE_CONTENT_IMAGE,
  MESSAGE_CONTENT_TEXT,
  MESSAGE_CONTENT_TYPE,
  MESSAGE_NAME,
  MESSAGE_ROLE,
  MESSAGE_TOOL_CALLS,
  MESSAGE_TOOL_CALL_ID,
  TOOL_CALL_FUNCTION_ARGUMENTS_JSON,
  TOOL_CALL_FUNCTION_NAME,
  TOOL_CALL_ID,
} = SemanticConventions;

const inputKeys = indexedKeys(LLM_INPUT_MESSAGES, { role: MESSAGE_ROLE, content: MESSAGE_CONTENT, toolCallId: MESSAGE_TOOL_CALL_ID, name: MESSAGE_NAME });

const outputKeys = indexedKeys(LLM_OUTPUT_MESSAGES, {
  role: MESSAGE_ROLE,
  content: MESSAGE_CONTENT,
  thoughtType: `${MESSAGE_CONTENTS}.0.${MESSAGE_CONTENT_TYPE}`,
  thoughtText: `${MESSAGE_CONTENTS}.0.${MESSAGE_CONTENT_TEXT}`,
});

/** `llm.input_messages.*` */
export function addInputMessages(attributes: Attributes, messages: readonly Message[]): void {
  for (const [index, message] of messages.entries()) {
    const keys = inputKeys(index);
    attributes[keys.role] = message.role;
    if (typeof message.content === 'string') attributes[keys.content] = message.content;
    else addParts(attributes, `${LLM_INPUT_MESSAGES}.${index}`, message.content);
    if (message.role === 'assistant' && message.toolCalls) addToolCalls(attributes, `${LLM_INPUT_MESSAGES}.${index}`, message.toolCalls);
    if (message.role === 'tool') {
      attributes[keys.toolCallId] = message.toolCallId;
      attributes[keys.name] = message.toolName;
    }
  }
}

/** `llm.output_messages.*` */
export function addOutputMessages(attributes: Attributes, outputs: readonly LMOutput[]): void {
  for (const [index, output] of outputs.entries()) {
    const keys = outputKeys(index);
    attributes[keys.role] = 'assistant';
    attributes[keys.content] = output.text;
    if (output.reasoning !== undefined) {
      attributes[keys.thoughtType] = 'reasoning';
      attributes[keys.thoughtText] = output.reasoning;
    }
    if (output.toolCalls) addToolCalls(attributes, `${LLM_OUTPUT_MESSAGES}.${index}`, output.toolCalls);
  }
}

function addParts(attributes: Attributes, message: string, parts: readonly ContentPart[]): void {
  for (const [index, part] of parts.entries()) {
    const prefix = `${message}.${MESSAGE_CONTENTS}.${index}`;
    attributes[`${prefix}.${MESSAGE_CONTENT_TYPE}`] = part.type;
    switch (part.type) {
      case 'text':
        attributes[`${prefix}.${MESSAGE_CONTENT_TEXT}`] = part.text;
        break;
      case 'image':
        attributes[`${prefix}.${MESSAGE_CONTENT_IMAGE}.${IMAGE_URL}`] = part.url;
        break;
      case 'audio':
        attributes[`${prefix}.${MESSAGE_CONTENT_AUDIO}.${AUDIO_URL}`] = part.data;
        attributes[`${prefix}.${MESSAGE_CONTENT_AUDIO}.${AUDIO_MIME_TYPE}`] = part.mediaType;
        break;
      case 'file':
        attributes[`${prefix}.${MESSAGE_CONTENT_DATA}`] = part.data;
        if (part.filename !== undefined) attributes[`${prefix}.${MESSAGE_CONTENT_TEXT}`] = part.filename;
        break;
    }
  }
}

function addToolCalls(attributes: Attributes, message: string, calls: readonly ToolCall[]): void {
  for (const [index, call] of calls.entries()) {
    const prefix = `${message}.${MESSAGE_TOOL_CALLS}.${index}`;
    attributes[`${prefix}.${TOOL_CALL_ID}`] = call.id;
    attributes[`${prefix}.${TOOL_CALL_FUNCTION_NAME}`] = call.name;
    attributes[`${prefix}.${TOOL_CALL_FUNCTION_ARGUMENTS_JSON}`] = toJSON(call.args);
  }
}
