import type { PromptRunAnswer, PromptRunInput, PromptRunModels } from '../../../contract/prompt-run.ts';
import { request } from './request.ts';

export function fetchPromptRunModels(signal: AbortSignal): Promise<PromptRunModels> {
  return request('/api/prompt-runs/models', { signal });
}

/** Sends a prompt to a model of the server. */
export function runPrompt(input: PromptRunInput, signal: AbortSignal): Promise<PromptRunAnswer> {
  return request('/api/prompt-runs', { method: 'POST', body: JSON.stringify(input), signal });
}
