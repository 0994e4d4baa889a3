import { SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { ToolOperation } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import type { SpanSettings } from '../config.ts';
import * as genAI from '../gen-ai-conventions.ts';
import { toJSON } from '../json.ts';
import { addInputValue, addOutputValue, shownJSON } from './value.ts';

/** Which tool is called. */
export function toolIdentity({ tool }: ToolOperation, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  if (settings.openInference) attributes[SemanticConventions.TOOL_NAME] = tool.name;
  if (settings.genAI) {
    attributes[genAI.GEN_AI_OPERATION_NAME] = 'execute_tool';
    attributes[genAI.GEN_AI_TOOL_NAME] = tool.name;
  }
  return attributes;
}

/** What it is for, and with what it is called. */
export function toolCallAttributes({ tool, args }: ToolOperation, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  if (settings.openInference) {
    attributes[SemanticConventions.TOOL_DESCRIPTION] = tool.description;
    attributes[SemanticConventions.TOOL_PARAMETERS] = toJSON(tool.parameters);
    addInputValue(attributes, args, settings.content.inputs, settings.content.text);
  }
  if (settings.genAI) {
    attributes[genAI.GEN_AI_TOOL_DESCRIPTION] = tool.description;
    attributes[genAI.GEN_AI_TOOL_TYPE] = 'function';
    if (settings.content.inputs) attributes[genAI.GEN_AI_TOOL_CALL_ARGUMENTS] = shownJSON(args, settings.content.text);
  }
  return attributes;
}

/** What the tool gave. */
export function toolResultAttributes(result: unknown, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  if (settings.openInference) addOutputValue(attributes, result, settings.content.outputs, settings.content.text);
  if (settings.genAI && settings.content.outputs) attributes[genAI.GEN_AI_TOOL_CALL_RESULT] = shownJSON(result, settings.content.text);
  return attributes;
}
