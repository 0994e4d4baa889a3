import { ensureSignature, type Signature, SignatureError } from '@dspy-otel/dspy';
import { CLIError } from '../cli-error.ts';
import { nearest } from '../project/nearest.ts';
import { type Names, namesOf } from './names.ts';
import type { Files } from './write-files.ts';

/** What a program is made of. */
export interface ModuleKind {
  readonly name: string;
  /** Ends names of classes, `TaggerCoT`, and, in lower case, of files. */
  readonly suffix: string;
  /** What the module imports from the runtime. */
  readonly imports: readonly string[];
  /** Members of the class, given the name of the signature. */
  readonly members: (signature: string) => string;
  /** What `forward` does with `inputs`. */
  readonly forward: string;
}

const asking = (name: string, suffix: string, options = ''): ModuleKind => ({
  name,
  suffix,
  imports: [name],
  members: (signature) => `  readonly predict = new ${name}(${signature}${options});`,
  forward: '    return this.predict.call(inputs);',
});

const KINDS: readonly ModuleKind[] = [
  asking('Predict', 'Predict'),
  asking('ChainOfThought', 'CoT'),
  asking('ProgramOfThought', 'PoT'),
  {
    name: 'ReAct',
    suffix: 'ReAct',
    imports: ['ReAct', 'Tool'],
    members: (signature) => `  readonly agent = new ReAct(${signature}, { tools: [today] });`,
    forward: '    return this.agent.call(inputs);',
  },
  {
    name: 'MultiChainComparison',
    suffix: 'MCC',
    imports: ['ChainOfThought', 'MultiChainComparison'],
    members: (signature) => `  readonly attempt = new ChainOfThought(${signature}, { n: 3, temperature: 0.7 });\n  readonly compare = new MultiChainComparison(${signature}, { M: 3 });`,
    forward: '    const { completions = [] } = await this.attempt.call(inputs);\n    return this.compare.call({ ...inputs, completions });',
  },
  {
    name: 'Refine',
    suffix: 'Refine',
    imports: ['ChainOfThought', 'Refine'],
    members: (signature) =>
      `  readonly refine = new Refine(new ChainOfThought(${signature}), {\n    N: 3,\n    // How good a prediction is, from 0 to 1: say here what makes one better than another.\n    rewardFn: (_inputs, prediction) => (prediction.reasoning.length < 1_000 ? 1 : 0),\n    threshold: 1,\n  });`,
    forward: '    return this.refine.call(inputs);',
  },
];

const TOOL = `
const today = new Tool({
  name: 'today',
  description: 'Tells what day it is.',
  func: () => new Date().toISOString().slice(0, 10),
});
`;

export const KIND_NAMES: readonly string[] = [...new Set(KINDS.flatMap(({ name, suffix }) => (suffix === 'MCC' ? [name] : [name, suffix])))];

/** @throws {CLIError} when there is no such kind of module. */
export function moduleKind(name: string): ModuleKind {
  const kind = KINDS.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase() || candidate.suffix.toLowerCase() === name.toLowerCase());
  if (kind) return kind;
  const meant = nearest(name, KIND_NAMES);
  throw new CLIError(`there is no kind of module ${JSON.stringify(name)}${meant === undefined ? '.' : `; did you mean ${meant}?`} There are: ${KIND_NAMES.join(', ')}`);
}

/** @throws {CLIError} that says what is wrong with the text. */
export function checkedSignature(text: string): Signature {
  try {
    return ensureSignature<string>(text);
  } catch (cause) {
    if (cause instanceof SignatureError) throw new CLIError(`the signature cannot be read: ${cause.message}`, { cause });
    throw cause;
  }
}

export interface ProgramParts {
  readonly names: Names;
  readonly kind: ModuleKind;
  /** `question -> answer` */
  readonly signature: string;
}

/** The class of a program, by which it is served. */
export function className({ names, kind }: ProgramParts): string {
  return `${names.pascal}${kind.suffix}`;
}

/** A signature in a file of its own, and the module that works with it. */
export function scaffoldFiles(parts: ProgramParts): Files {
  const { names } = parts;
  return { ...signatureFiles(parts), ...moduleFiles(parts, `import { ${signatureName(names)} } from '../signatures/${names.kebab}.ts';\n`) };
}

export function signatureFiles({ names, signature }: Pick<ProgramParts, 'names' | 'signature'>): Files {
  return { [`src/signatures/${names.kebab}.ts`]: `import { signature } from '@dspy-otel/dspy';\n\nexport const ${signatureName(names)} = ${signatureCode(signature)};\n` };
}

/** @param origin where the signature comes from; without one it stands in the same file. */
export function moduleFiles(parts: ProgramParts, origin?: string): Files {
  const { names, kind, signature } = parts;
  const name = signatureName(names);
  const imports = [...kind.imports, 'Module', ...(origin === undefined ? ['signature'] : [])].toSorted();
  const own = origin === undefined ? `\nconst ${name} = ${signatureCode(signature)};\n` : '';
  const code = `import { ${imports.join(', ')}, type Inputs } from '@dspy-otel/dspy';
${origin ?? ''}${own}${kind.name === 'ReAct' ? TOOL : ''}
/** Served as POST /${className(parts)}. */
export class ${className(parts)} extends Module<typeof ${name}> {
  override readonly signature = ${name};
${kind.members(name)}

  override async forward(inputs: Inputs<typeof ${name}>) {
${kind.forward}
  }
}
`;
  return { [`src/modules/${names.kebab}-${kind.suffix.toLowerCase()}.ts`]: code };
}

/** Of a signature: the class of a program, and names of the runtime, are others. */
function signatureName({ pascal }: Names): string {
  return `${pascal}Signature`;
}

function signatureCode(signature: string): string {
  return `signature(${signature.includes("'") ? JSON.stringify(signature) : `'${signature.replaceAll('\\', '\\\\')}'`})`;
}

export const DEFAULT_SIGNATURE = 'question -> answer';

export function programParts(name: string, kind: string, signature: string): ProgramParts {
  checkedSignature(signature);
  return { names: namesOf(name, 'program'), kind: moduleKind(kind), signature };
}
