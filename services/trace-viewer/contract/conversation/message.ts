import type { Json } from './json.ts';

/** A message as OpenTelemetry's GenAI conventions keep it in `gen_ai.input.messages` and `gen_ai.output.messages`. */
export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly finish_reason?: string;
}

/** Parts of other types are kept as they were sent. */
export type Part =
  | { readonly type: 'text' | 'reasoning'; readonly content: string }
  | { readonly type: 'tool_call'; readonly id: string | null; readonly name: string; readonly arguments: Json }
  | { readonly type: 'tool_call_response'; readonly id: string | null; readonly response: Json }
  | { readonly type: 'uri'; readonly modality: 'image'; readonly uri: string }
  | { readonly type: 'other'; readonly content: Json };

export interface Conversation {
  readonly input: readonly Message[];
  readonly output: readonly Message[];
}
