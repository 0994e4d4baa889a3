import { PromptRunAnswer, PromptRunInput, PromptRunModels } from '../../../contract/prompt-run.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';

export const PROMPT_RUN_ROUTES: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/api/prompt-runs/models',
    about: 'Models of the dspy-server that prompts can be sent to, or why there are none.',
    answer: PromptRunModels,
    handle: ({ signal }, { dspyServer }) => dspyServer.models(signal),
  }),
  endpoint({
    method: 'POST',
    path: '/api/prompt-runs',
    about: 'Sends a prompt to a model of the dspy-server, which traces it with a link to where the prompt came from.',
    body: PromptRunInput,
    answer: PromptRunAnswer,
    handle: ({ body, signal }, { dspyServer }) => dspyServer.run(body, signal),
  }),
];
