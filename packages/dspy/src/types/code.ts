import type { CustomType } from '../signature/field-type.ts';
import { textOf } from './saved-part.ts';

/**
 * Program text. In signatures: `'task -> program: Code[python]'`; without a language it is Python. The model is told to
 * answer with a Markdown code block; what is inside the first one counts, without white space at its end.
 *
 * ```ts
 * import { Predict } from '@dspy-otel/dspy';
 *
 * const write = new Predict('task -> program: Code[typescript]');
 * const { program } = await write.call({ task: 'Add two numbers.' }, { lm });
 * console.log(program.language, program.code);
 * ```
 */
export class Code {
  static readonly signatureType: CustomType<Code> = codeType('python', 'Code');
  readonly code: string;
  readonly language: string;

  constructor(code: string, language = 'python') {
    this.code = code;
    this.language = language;
  }

  /** The type of code in another language, for the object form of `signature`. */
  static in(language: string): { readonly signatureType: CustomType<Code> } {
    return { signatureType: codeType(language) };
  }

  toJSON(): string {
    return this.code;
  }

  toString(): string {
    return this.code;
  }
}

function codeType(language: string, name = `Code_${language}`): CustomType<Code> {
  return {
    name,
    isText: true,
    description: `Program text in ${language}. As an answer it stands in a Markdown code block:\n\`\`\`${language.toLowerCase()}\n{code}\n\`\`\``,
    jsonSchema: () => ({ type: 'string', title: name }),
    parse: (value) => toCode(value, language),
    format: (value) => fenced(toCode(value, language)),
    withArgument: (argument) => codeType(argument),
  };
}

function toCode(value: unknown, language: string): Code {
  if (value instanceof Code) return value;
  const text = typeof value === 'string' ? value : textOf(value, 'code');
  if (text === undefined) throw new TypeError(`expected code as text, got ${value === null ? 'null' : typeof value}`);
  return new Code(withoutFence(text), language);
}

/** Code as it is; code with code blocks in it goes into a longer one, so that reading gives back all of it. */
function fenced({ code, language }: Code): string {
  const longest = Math.max(0, ...[...code.matchAll(/`{3,}/g)].map(([fence]) => fence.length));
  if (longest === 0) return code;
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.toLowerCase()}\n${code}\n${fence}`;
}

/** What is inside the first code block, or the text when there is none. A block that was cut off counts to the end. */
export function withoutFence(text: string): string {
  const open = /^[ \t]*(`{3,})[^`\n]*\n/m.exec(text);
  if (!open) return /^\s*```([^`]+)```\s*$/.exec(text)?.[1]?.trim() ?? text;
  const inside = text.slice(open.index + open[0].length);
  const close = new RegExp(`^[ \\t]*${open[1]}\`*[ \\t]*$`, 'm').exec(inside);
  return (close ? inside.slice(0, close.index) : inside).replace(/^\n+/, '').trimEnd();
}
