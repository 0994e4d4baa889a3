import { SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { LMOperation, LMOutput, LMResponse, LMUsage, ToolDefinition } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import type { SpanSettings } from '../config.ts';
import { shownMessages, shownOutputs } from '../content-policy.ts';
import * as genAI from '../gen-ai-conventions.ts';
import { indexedKeys } from '../indexed-keys.ts';
import { toJSON } from '../json.ts';
import type { TextPolicy } from '../text-policy.ts';
import { modelName, providerNames } from '../providers.ts';
import { DSPY_CACHE_HIT, DSPY_LM_RETRIES } from './dspy-attributes.ts';
import { addRequestParameters, addUsage, finishReason, inputMessages, outputMessages, toolDefinitions } from './gen-ai.ts';
import { invocationParameters } from './invocation-parameters.ts';
import { addInputMessages, addOutputMessages } from './messages.ts';
import { addPromptTemplate } from './prompt-template.ts';
import { addMaskedInput, addMaskedOutput, shownJSON } from './value.ts';

const toolKeys = indexedKeys(SemanticConventions.LLM_TOOLS, { schema: SemanticConventions.TOOL_JSON_SCHEMA });

/** Which model is asked. */
export function lmIdentity({ lm }: LMOperation, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  const names = providerNames(lm.provider);
  const model = modelName(lm.model);
  if (settings.openInference) {
    attributes[SemanticConventions.LLM_MODEL_NAME] = model;
    attributes[SemanticConventions.LLM_PROVIDER] = names.provider;
    attributes[SemanticConventions.LLM_SYSTEM] = names.system;
  }
  if (settings.genAI) {
    attributes[genAI.GEN_AI_OPERATION_NAME] = 'chat';
    attributes[genAI.GEN_AI_PROVIDER_NAME] = names.genAI;
    attributes[genAI.GEN_AI_REQUEST_MODEL] = model;
  }
  return attributes;
}

/** What a model call asks. */
export function lmRequestAttributes(operation: LMOperation, settings: SpanSettings): Attributes {
  const { request } = operation;
  const { text } = settings.content;
  const attributes: Attributes = {};
  const parameters = settings.content.invocationParameters ? invocationParameters(request.params) : undefined;
  const parametersJSON = parameters && shownJSON(parameters, text);
  const messages = shownMessages(request.messages, settings.content);
  const tools = settings.content.tools && request.tools?.length ? request.tools : undefined;

  if (settings.openInference) {
    if (parametersJSON !== undefined) attributes[SemanticConventions.LLM_INVOCATION_PARAMETERS] = parametersJSON;
    addMaskedInput(attributes, messages && { messages, kwargs: parameters ?? {} }, text);
    if (messages) addInputMessages(attributes, messages);
    if (tools) addTools(attributes, tools, text);
  }
  if (settings.genAI) {
    if (parameters) addRequestParameters(attributes, request.params);
    if (messages) attributes[genAI.GEN_AI_INPUT_MESSAGES] = text.limited(inputMessages(messages));
    if (tools) attributes[genAI.GEN_AI_TOOL_DEFINITIONS] = text.shownOften(toolDefinitions(tools));
  }
  addPromptTemplate(attributes, operation, settings);
  return attributes;
}

/** What it answered. */
export function lmResponseAttributes(response: LMResponse, settings: SpanSettings): Attributes {
  const attributes: Attributes = {};
  const outputs = shownOutputs(response.outputs, settings.content);

  if (settings.openInference) {
    addMaskedOutput(attributes, outputs?.map(outputValue), settings.content.text);
    if (outputs) addOutputMessages(attributes, outputs);
    if (response.usage) addTokenCounts(attributes, response.usage);
    addCost(attributes, response);
    attributes[SemanticConventions.LLM_FINISH_REASON] = response.outputs[0]?.finishReason;
  }
  if (settings.genAI) {
    attributes[genAI.GEN_AI_RESPONSE_MODEL] = response.model;
    attributes[genAI.GEN_AI_RESPONSE_ID] = response.id;
    attributes[genAI.GEN_AI_RESPONSE_FINISH_REASONS] = response.outputs.map(finishReason);
    if (response.usage) addUsage(attributes, response.usage);
    if (outputs) attributes[genAI.GEN_AI_OUTPUT_MESSAGES] = settings.content.text.limited(outputMessages(outputs));
  }
  attributes[DSPY_CACHE_HIT] = response.cacheHit || undefined;
  attributes[DSPY_LM_RETRIES] = response.retries || undefined;
  return attributes;
}

/** As Python shows an answer: its text, or an object once there is more to it. */
function outputValue({ text, toolCalls, reasoning }: LMOutput): unknown {
  return toolCalls || reasoning !== undefined ? { text, reasoning, tool_calls: toolCalls } : text;
}

function addTools(attributes: Attributes, tools: readonly ToolDefinition[], policy: TextPolicy): void {
  for (const [index, { name, description, parameters }] of tools.entries()) {
    attributes[toolKeys(index).schema] = policy.shownOften(toJSON({ type: 'function', function: { name, description, parameters } }));
  }
}

function addCost(attributes: Attributes, { cost, costParts }: LMResponse): void {
  attributes[SemanticConventions.LLM_COST_TOTAL] = cost;
  if (!costParts) return;
  attributes[SemanticConventions.LLM_COST_PROMPT] = costParts.prompt;
  attributes[SemanticConventions.LLM_COST_COMPLETION] = costParts.completion;
  attributes[SemanticConventions.LLM_COST_PROMPT_DETAILS_CACHE_READ] = costParts.cacheRead;
  attributes[SemanticConventions.LLM_COST_PROMPT_DETAILS_CACHE_WRITE] = costParts.cacheWrite;
}

function addTokenCounts(attributes: Attributes, usage: LMUsage): void {
  attributes[SemanticConventions.LLM_TOKEN_COUNT_PROMPT] = usage.promptTokens;
  attributes[SemanticConventions.LLM_TOKEN_COUNT_COMPLETION] = usage.completionTokens;
  attributes[SemanticConventions.LLM_TOKEN_COUNT_TOTAL] = usage.totalTokens;
  attributes[SemanticConventions.LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ] = usage.cacheReadTokens;
  attributes[SemanticConventions.LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_WRITE] = usage.cacheWriteTokens;
  attributes[SemanticConventions.LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING] = usage.reasoningTokens;
}
