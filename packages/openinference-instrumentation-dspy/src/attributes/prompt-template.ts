import { SemanticConventions } from '@arizeai/openinference-semantic-conventions';
import type { LMOperation } from '@dspy-otel/dspy';
import type { Attributes } from '@opentelemetry/api';
import type { SpanSettings } from '../config.ts';
import * as genAI from '../gen-ai-conventions.ts';
import { adapterCallOf, promptTemplate } from '../prompt-template.ts';
import { shownJSON } from './value.ts';

const { PROMPT_TEMPLATE_TEMPLATE, PROMPT_TEMPLATE_VARIABLES, PROMPT_TEMPLATE_VERSION } = SemanticConventions;

/** `llm.prompt_template.*` of a question that an adapter asks; nothing for a model that is asked directly. */
export function addPromptTemplate(attributes: Attributes, operation: LMOperation, settings: SpanSettings): void {
  const call = adapterCallOf(operation);
  if (!call) return;
  const { text, version } = promptTemplate(call);
  if (settings.openInference) {
    const { promptTemplate: isShown, text: policy } = settings.content;
    attributes[PROMPT_TEMPLATE_VERSION] = version;
    if (isShown) {
      attributes[PROMPT_TEMPLATE_TEMPLATE] = text && policy.shownOften(text);
      attributes[PROMPT_TEMPLATE_VARIABLES] = shownJSON(call.inputs, policy);
    }
  }
  if (settings.genAI) attributes[genAI.GEN_AI_PROMPT_VERSION] = version;
}
