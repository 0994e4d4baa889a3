import { marker, COMPLETED, readMarkedBlocks } from './markers.ts';
import type { AnswerFormat } from './read-prompt.ts';

/** The input of a conversation that has no fields. */
const MESSAGE = 'message';

/**
 * The text of each input field, from the last turn that gives it: after tool calls a turn may be only a reminder.
 * Markers of other names within a value belong to the value.
 */
export function readInputs(turns: readonly string[], names: readonly string[], format: AnswerFormat): Map<string, string> {
  const last = turns.at(-1) ?? '';
  const inputs = new Map<string, string>();
  for (const turn of turns.toReversed()) {
    if (inputs.size === names.length) break;
    for (const [name, value] of readTurn(turn, names, format)) if (!inputs.has(name)) inputs.set(name, value);
  }
  return inputs.size > 0 ? inputs : new Map([[MESSAGE, last]]);
}

function readTurn(turn: string, names: readonly string[], format: AnswerFormat): Map<string, string> {
  if (format === 'xml') {
    const elements = names.map((name): [string, string | undefined] => [name, readElement(turn, name)]);
    return new Map(elements.filter((element): element is [string, string] => element[1] !== undefined));
  }
  const blocks = readMarkedBlocks(turn, (name) => names.includes(name));
  return blocks.size > 0 ? blocks : readLabelled(turn, names);
}

/** The text of the first element of a name that begins a line. */
function readElement(turn: string, name: string): string | undefined {
  const open = `<${name}>`;
  const start = turn.startsWith(open) ? 0 : turn.indexOf(`\n${open}`) + 1;
  const end = turn.indexOf(`</${name}>`, start);
  return turn.startsWith(open, start) && end > 0 ? turn.slice(start + open.length, end).trim() : undefined;
}

/** `name: value`, each name at the beginning of a line. */
function readLabelled(turn: string, names: readonly string[]): Map<string, string> {
  const found = [...turn.matchAll(/^(\w+):[ \t]?/gm)].filter((match) => names.includes(match[1] ?? ''));
  return new Map(
    found.map((match, index) => [match[1] ?? '', turn.slice(match.index + match[0].length, found[index + 1]?.index).trim()]),
  );
}

/** A user turn without the paragraphs at its end that name the fields to answer with. */
export function withoutReminder(turn: string, outputs: readonly string[]): string {
  const answers = [COMPLETED, ...outputs];
  const mentions = answers.flatMap((name) => [marker(name), `\`${name}\``, `<${name}>`, `"${name}"`]);
  const beginsInput = (paragraph: string) => {
    const name = /^(?:\[\[ ## (\w+) ## \]\]|<(\w+)>)/.exec(paragraph);
    return name !== null && !answers.includes(name[1] ?? name[2] ?? '');
  };
  const paragraphs = turn.split(/\n[ \t]*\n/);
  while (paragraphs.length > 1) {
    const last = paragraphs.at(-1) ?? '';
    if (beginsInput(last) || !mentions.some((mention) => last.includes(mention))) break;
    paragraphs.pop();
  }
  return paragraphs.join('\n\n');
}
