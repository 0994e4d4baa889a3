import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** A code block of a comment or a guide: what a reader copies. */
export interface DocExample {
  /** Where it stands: `packages/dspy/src/lm/lm.ts:47`. */
  readonly place: string;
  readonly code: string;
}

/** A name that a package exports. */
export interface PublicName {
  readonly name: string;
  /** There only at compile time. */
  readonly isType: boolean;
  /** What the class extends. */
  readonly base: string | undefined;
  readonly isDescribed: boolean;
  readonly hasExample: boolean;
}

/** Every example in the sources of a package. */
export function examplesOf(packageFolder: string): DocExample[] {
  return globSync(join(ROOT, packageFolder, 'src/**/*.ts'), { exclude: (path) => path.endsWith('.test.ts') }).toSorted().flatMap(readExamples);
}

/** Every example in a Markdown file, but for those that need files of a reader's own. */
export function examplesInGuide(file: string): DocExample[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => ({ place: `${file}:${text.slice(0, match.index).split('\n').length}`, code: match[1] ?? '' }));
  return found.filter(({ code }) => !/ from '\.\.?\//.test(code));
}

function readExamples(file: string): DocExample[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^ *\* ```ts\n(.*?)^ *\* ```$/gms)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    return { place: `${relative(ROOT, file)}:${line}`, code: (match[1] ?? '').replaceAll(/^ *\* ?/gm, '') };
  });
}

/** The names that a package's index exports, each from the file that declares it. */
export function publicNames(packageFolder: string): PublicName[] {
  const index = join(ROOT, packageFolder, 'src/index.ts');
  const exports = [...readFileSync(index, 'utf8').matchAll(/^export (type )?\{([^}]*)\} from '(.*)';$/gm)];
  return exports.flatMap(([, onlyTypes = '', names = '', from = '']) => {
    const text = readFileSync(join(dirname(index), from), 'utf8');
    const written = names.split(',').map((each) => `${onlyTypes}${each.trim()}`);
    return written.filter((each) => /\w$/.test(each) && each !== onlyTypes).map((each) => publicName(each, text));
  });
}

function publicName(written: string, text: string): PublicName {
  const name = written.replaceAll('type ', '');
  const comments = [...text.matchAll(new RegExp(`(?:^/\\*\\*((?:(?!\\*/).)*)\\*/\\n)?^export (?:abstract |async )*(?:class|function|const|interface|type) ${name}\\b`, 'gms'))];
  if (comments.length === 0) throw new Error(`${name} is not declared in the file that index.ts exports it from; name the file that does`);
  const docs = comments.map(([, comment = '']) => comment).join('\n');
  const [, base] = new RegExp(`^export (?:abstract )?class ${name}\\b[^{]* extends (\\w+)`, 'm').exec(text) ?? [];
  return { name, isType: written !== name, base, isDescribed: docs.trim() !== '', hasExample: docs.includes('```ts\n') };
}
