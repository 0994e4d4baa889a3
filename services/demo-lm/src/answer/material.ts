import { isJsonObject } from '../prompt/json-schema.ts';
import { readMarkedBlocks } from '../prompt/markers.ts';
import type { Prompt } from '../prompt/read-prompt.ts';
import { readValue } from '../prompt/value-text.ts';

/** A tool call that was made, with what came of it once that is known. */
export interface Step {
  readonly tool: string;
  readonly observation: string | undefined;
}

/** What a prompt gives to answer from, sorted by what it is good for. */
export interface Material {
  /** The question or task, if one of the inputs is that. */
  readonly question: string | undefined;
  /** What was given to answer from: contexts, documents, search results. */
  readonly passages: readonly string[];
  /** Other texts, such as a review to classify. */
  readonly texts: readonly string[];
  /** Input values that are JSON objects. */
  readonly objects: readonly Readonly<Record<string, unknown>>[];
  /** Tools that an input describes in words, one text each. */
  readonly tools: readonly string[];
  readonly steps: readonly Step[];
}

const TOOLS = /(?:^|_)tools$/i;
const QUESTION = /(?:^|_)(?:question|query|claim|message|request|prompt|task|problem|statement|hypothesis|instruction)s?(?:_|$)/i;
const CONTEXT = /(?:^|_)(?:contexts?|passages?|documents?|docs?|articles?|sources?|evidence|facts|snippets?|references|knowledge|notes)(?:_|$)/i;
const TRAJECTORY = /(?:^|_)(?:trajectory|scratchpad|steps)(?:_|$)/i;

/** Sorts a prompt's inputs, by their names and by their form. */
export function readMaterial(prompt: Prompt, toolSteps: readonly Step[]): Material {
  const material = { passages: new Array<string>(), texts: new Array<string>(), objects: new Array<Readonly<Record<string, unknown>>>(), tools: new Array<string>() };
  const steps = [...toolSteps];
  let question: string | undefined;
  for (const [name, text] of prompt.inputs) {
    const value = readValue(text);
    if (TRAJECTORY.test(name)) steps.push(...readTrajectory(text));
    else if (Array.isArray(value) && TOOLS.test(name)) material.tools.push(...value.filter((tool) => typeof tool === 'string'));
    else if (Array.isArray(value)) material.passages.push(...value.map(passageText).filter((passage) => passage !== ''));
    else if (isJsonObject(value)) material.objects.push(value);
    else if (typeof value !== 'string' || value === '') continue;
    else if (question === undefined && (QUESTION.test(name) || (value.endsWith('?') && !CONTEXT.test(name)))) question = value;
    else if (CONTEXT.test(name)) material.passages.push(...value.split(/\n{2,}/));
    else material.texts.push(value);
  }
  return { question, ...material, steps };
}

function passageText(item: unknown): string {
  if (typeof item === 'string') return item;
  if (!isJsonObject(item)) return '';
  const text = item.text ?? item.long_text ?? item.content ?? item.passage;
  if (typeof text !== 'string') return JSON.stringify(item);
  return typeof item.title === 'string' ? `${item.title} | ${text}` : text;
}

/** ReAct's trajectory: `thought_0`, `tool_name_0`, `tool_args_0`, `observation_0` blocks, and so on. */
function readTrajectory(text: string): Step[] {
  const marked = readMarkedBlocks(text, () => true);
  const blocks = marked.size > 0 ? marked : readLines(text);
  const steps: Step[] = [];
  for (const [name, value] of blocks) {
    if (/^tool_name_\d+$/.test(name)) steps.push({ tool: value, observation: undefined });
    else if (/^observation_\d+$/.test(name)) steps.push({ tool: steps.pop()?.tool ?? '', observation: value });
  }
  return steps;
}

function readLines(text: string): Map<string, string> {
  const found = [...text.matchAll(/^<?(\w+_\d+)[:>][ \t]*/gm)];
  return new Map(
    found.map((match, index) => [
      match[1] ?? '',
      text.slice(match.index + match[0].length, found[index + 1]?.index).replace(/<\/\w+>\s*$/, '').trim(),
    ]),
  );
}
