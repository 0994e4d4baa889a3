/** Parts of a message whose content is not only text. */
export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

/** `url` is an `https:` address or a `data:` URL. */
export interface ImagePart {
  readonly type: 'image';
  readonly url: string;
}

/** `data` is base64, `mediaType` as in `audio/wav`. */
export interface AudioPart {
  readonly type: 'audio';
  readonly data: string;
  readonly mediaType: string;
}

/** `data` is base64 or a `data:` URL. */
export interface FilePart {
  readonly type: 'file';
  readonly data: string;
  readonly mediaType: string;
  readonly filename?: string | undefined;
}

/** A piece of a message that is more than text. */
export type ContentPart = TextPart | ImagePart | AudioPart | FilePart;

/** One call of a tool that a model asks for. `args` is the decoded JSON. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What the model wrote instead, when that was no JSON object; `args` is empty then. */
  readonly invalidArgs?: string | undefined;
}

/** What a model is told before the conversation. */
export interface SystemMessage {
  readonly role: 'system';
  readonly content: string;
}

/** What a model is asked. */
export interface UserMessage {
  readonly role: 'user';
  readonly content: string | readonly ContentPart[];
}

/** What a model said. */
export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: string;
  readonly toolCalls?: readonly ToolCall[] | undefined;
}

/** What a tool that the model called gave. */
export interface ToolMessage {
  readonly role: 'tool';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly content: string;
}

/** One turn of a conversation, independent of any provider's wire format. */
export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;
