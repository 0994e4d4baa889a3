import { cancel, group, intro, password, select, text } from '@clack/prompts';
import { CLIError } from '../cli-error.ts';
import { namesOf } from '../scaffold/names.ts';
import { checkedSignature, DEFAULT_SIGNATURE, KIND_NAMES, moduleKind } from '../scaffold/program-files.ts';
import { DEFAULT_MODEL, type NewOptions } from './new.ts';

/** Asks at the terminal for what the options do not say. @throws {CLIError} when the person leaves. */
export async function askForProject(options: NewOptions): Promise<{ readonly name: string; readonly options: NewOptions }> {
  intro('A new DSPy project');
  const answers = await group(
    {
      name: () => text({ message: 'What is it called?', placeholder: 'my-project', validate: problem((value) => namesOf(value, 'project')) }),
      signature: () => (options.signature === undefined ? text({ message: 'What does its program take and give?', initialValue: DEFAULT_SIGNATURE, validate: problem(checkedSignature) }) : undefined),
      moduleType: () => (options.moduleType === undefined ? select({ message: 'How does it work?', options: kinds() }) : undefined),
      model: () => (options.model === undefined ? text({ message: 'Which model does it ask?', initialValue: DEFAULT_MODEL }) : undefined),
      apiKey: () => (options.apiKey === undefined ? password({ message: "The provider's key, kept in .env (empty: later)" }) : undefined),
    },
    {
      onCancel: () => {
        cancel('Nothing was created.');
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
