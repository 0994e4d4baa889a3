import type { LanguageModelV4Content, LanguageModelV4GenerateResult, LanguageModelV4StreamPart, LanguageModelV4StreamResult } from '@ai-sdk/provider';
import { InvalidResponseDataError } from '@ai-sdk/provider';
import { note } from '../observe.ts';
import type { TextSink } from './text-sink.ts';

/** Reads a whole answer from a stream, and hands its text on while it arrives. Leaves no reader behind. */
export async function readStream({ stream }: LanguageModelV4StreamResult, sink: TextSink): Promise<LanguageModelV4GenerateResult> {
  const collected = new CollectedAnswer();
  let hasBegun = false;
  for await (const part of stream) {
    if (part.type === 'error') throw part.error;
    if (!hasBegun && (part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'tool-input-start' || part.type === 'tool-call')) {
      hasBegun = true;
      note({ kind: 'first-token' });
    }
    if (part.type === 'text-delta' && part.delta !== '') sink.write(part.delta);
    collected.add(part);
  }
  return collected.result();
}

class CollectedAnswer {
  readonly #texts = new Map<string, { type: 'text' | 'reasoning'; text: string }>();
  readonly #content: LanguageModelV4Content[] = [];
  #response: NonNullable<LanguageModelV4GenerateResult['response']> = {};
  #finish: Extract<LanguageModelV4StreamPart, { type: 'finish' }> | undefined;
  #warnings: LanguageModelV4GenerateResult['warnings'] = [];

  add(part: LanguageModelV4StreamPart): void {
    switch (part.type) {
      case 'stream-start':
        this.#warnings = part.warnings;
        break;
      case 'text-delta':
        this.#text('text', part.id).text += part.delta;
        break;
      case 'reasoning-delta':
        this.#text('reasoning', part.id).text += part.delta;
        break;
      case 'tool-call':
        this.#content.push(part);
        break;
      case 'response-metadata': {
        const { type: _type, ...metadata } = part;
        this.#response = { ...this.#response, ...metadata };
        break;
      }
      case 'finish':
        this.#finish = part;
        break;
      default:
    }
  }

  result(): LanguageModelV4GenerateResult {
    if (!this.#finish) throw new InvalidResponseDataError({ data: undefined, message: 'the stream ended before the answer did' });
    const { usage, finishReason } = this.#finish;
    return { content: this.#content, usage, finishReason, response: this.#response, warnings: this.#warnings };
  }

  #text(type: 'text' | 'reasoning', id: string): { text: string } {
    const key = `${type} ${id}`;
    let text = this.#texts.get(key);
    if (!text) {
      text = { type, text: '' };
      this.#texts.set(key, text);
      this.#content.push(text);
    }
    return text;
  }
}
