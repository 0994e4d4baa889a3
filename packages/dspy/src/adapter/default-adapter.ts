import type { Adapter } from './adapter.ts';
import { ChatAdapter } from './chat-adapter.ts';

/** Used when the settings name no adapter. One object, so that its prompts are made once per signature. */
export const defaultAdapter: Adapter = new ChatAdapter();
