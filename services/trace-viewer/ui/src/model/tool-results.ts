import type { Message, ToolCall } from './messages.ts';

/** A message with what came back for each of its tool calls. */
export interface PairedMessage {
  readonly message: Message;
  /** By place of the call; `undefined` for a call that no message answers. */
  readonly results: readonly (Message | undefined)[];
}

/**
 * Puts the answers of tools to the calls that asked for them: by id, else, where ids are missing, in their order. A tool's
 * message that answers no call stays a message of its own.
 */
export function pairToolResults(messages: readonly Message[]): readonly PairedMessage[] {
  const taken = new Set<Message>();
  const paired = messages.map((message, index) => ({
    message,
    results: message.toolCalls.map((call) => {
      const result = messages.slice(index + 1).find((later) => isTool(later) && !taken.has(later) && answers(later, call));
      if (result !== undefined) taken.add(result);
      return result;
    }),
  }));
  return paired.filter(({ message }) => !taken.has(message));
}

function isTool(message: Message): boolean {
  return message.role === 'tool' || message.role === 'function' || message.toolCallId !== null;
}

function answers(message: Message, call: ToolCall): boolean {
  return (call.id !== null && message.toolCallId === call.id) || (message.toolCallId === null && (message.name === null || message.name === call.name));
}
