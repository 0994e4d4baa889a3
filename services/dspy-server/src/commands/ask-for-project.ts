import type { Readable, Writable } from 'node:stream';
import { cancel, group, intro, password, select, text } from '@clack/prompts';
import { CLIError } from '../cli-error.ts';
import { checkedModel, DEFAULT_MODEL } from '../scaffold/checked-model.ts';
import { namesOf } from '../scaffold/names.ts';
import { checkedSignature, DEFAULT_SIGNATURE, KIND_NAMES, moduleKind } from '../scaffold/program-files.ts';
import type { NewOptions } from './new.ts';

/** Where it is asked and answered; the terminal of the process unless given. */
export interface Terminal {
  readonly input?: Readable;
  readonly output?: Writable;
}

/** Asks at the terminal for what the options do not say. @throws {CLIError} when the person leaves. */
export async function askForProject(options: NewOptions, terminal: Terminal = {}): Promise<{ readonly name: string; readonly options: NewOptions }> {
  intro('A new DSPy project', terminal);
  const answers = await group(
    {
      name: () => text({ message: 'What is it called?', placeholder: 'my-project', validate: problem((value) => namesOf(value, 'project')), ...terminal }),
      signature: () => (options.signature === undefined ? text({ message: 'What does its program take and give?', initialValue: DEFAULT_SIGNATURE, validate: problem(checkedSignature), ...terminal }) : undefined),
      moduleType: () => (options.moduleType === undefined ? select({ message: 'How does it work?', options: kinds(), ...terminal }) : undefined),
      model: () => (options.model === undefined ? text({ message: 'Which model does it ask?', initialValue: DEFAULT_MODEL, validate: problem(checkedModel), ...terminal }) : undefined),
      apiKey: () => (options.apiKey === undefined ? password({ message: "The provider's key, kept in .env (empty: later)", ...terminal }) : undefined),
    },
    {
      onCancel: () => {
        cancel('Nothing was created.', terminal);
        throw new CLIError('left before the end', { exitCode: 130 });
      },
    },
  );
  const { name, ...given } = answers;
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
  return { name, options: { ...options, ...said } };
}

function kinds(): { readonly value: string; readonly label: string }[] {
  return [...new Set(KIND_NAMES.map((name) => moduleKind(name).name))].map((value) => ({ value, label: value }));
}

/** What is wrong with a value, as the prompt shows it. */
function problem(check: (value: string) => unknown): (value: string | undefined) => string | undefined {
  return (value = '') => {
    try {
      check(value);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
}
