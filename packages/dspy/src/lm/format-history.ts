import { type HistoryEntry, processHistory } from './history.ts';
import type { ContentPart, Message } from './message.ts';
import type { LMOutput } from './request.ts';

/** Where text is printed to: a stream, or anything that takes text. */
export interface TextOutput {
  write(text: string): unknown;
}

const TITLES = { system: 'System message', user: 'User message', assistant: 'Assistant message', tool: 'Tool result' } as const;
const SHOWN_DATA = 60;

/**
 * Prints the last `n` model calls of the process: what was asked, and what came back.
 *
 * ```ts
 * import { inspectHistory, Predict } from '@dspy-otel/dspy';
 *
 * await new Predict('question -> answer').call({ question: 'What is the capital of France?' });
 * inspectHistory();
 * ```
 */
export function inspectHistory(n = 1, out: TextOutput = process.stdout): void {
  out.write(formatHistory(processHistory(), n));
}

/** The last `n` calls of a history as text. */
export function formatHistory(history: readonly HistoryEntry[], n: number): string {
  return n < 1 ? '' : history.slice(-n).map(formatEntry).join('');
}

function formatEntry({ timestamp, model, cacheHit, messages, tools, outputs }: HistoryEntry): string {
  const blocks = [
    `[${timestamp.toISOString()}] ${model}${cacheHit ? ' (from the cache)' : ''}`,
    ...messages.map((message) => `${TITLES[message.role]}:\n\n${messageText(message)}`),
    ...(tools ? [`Tools: ${tools.map((tool) => tool.name).join(', ')}`] : []),
    ...outputs.map((output, index) => `Response${outputs.length > 1 ? ` ${index + 1}` : ''}:\n\n${outputText(output)}`),
  ];
  return `\n\n${blocks.join('\n\n')}\n\n`;
}

function messageText(message: Message): string {
  const text = typeof message.content === 'string' ? message.content : message.content.map(partText).join('');
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  return [...(text === '' ? [] : [text]), ...calls.map(callText)].join('\n');
}

function outputText({ text, reasoning, toolCalls = [] }: LMOutput): string {
  return [...(reasoning === undefined ? [] : [`(thinking) ${reasoning}`]), ...(text === '' ? [] : [text]), ...toolCalls.map(callText)].join('\n');
}

function callText({ name, args, invalidArgs }: { readonly name: string; readonly args: object; readonly invalidArgs?: string | undefined }): string {
  return `-> ${name}(${invalidArgs ?? JSON.stringify(args)})`;
}

function partText(part: ContentPart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'image':
      return `<image ${shortened(part.url)}>`;
    case 'audio':
      return `<audio ${part.mediaType}, ${part.data.length} characters of base64>`;
    default:
      return `<file ${part.filename ?? part.mediaType}, ${part.data.length} characters>`;
  }
}

function shortened(text: string): string {
  return text.length <= SHOWN_DATA ? text : `${text.slice(0, SHOWN_DATA)}… (${text.length} characters)`;
}
