import { stringify } from 'yaml';
import { CLIError } from '../cli-error.ts';
import { className, type ProgramParts, scaffoldFiles } from './program-files.ts';
import { VENDOR_FOLDER } from './packed-packages.ts';
import type { Files } from './write-files.ts';

export interface ProjectParts {
  /** `my-project`: of the folder and the package. */
  readonly name: string;
  readonly program: ProgramParts;
  /** `openai/gpt-4o-mini` */
  readonly model: string;
  readonly apiKey: string | undefined;
  /** Of this package; the project asks for the same. */
  readonly version: string;
  /** Tarballs of packages that the project takes along, by their path in it. */
  readonly packages: Files;
}

/** Everything that a new project has. */
export function projectFiles(parts: ProjectParts): Files {
  return {
    'package.json': packageJson(parts),
    'tsconfig.json': TSCONFIG,
    'dspy.config.yaml': config(parts),
    '.env': environment(parts),
    '.gitignore': 'node_modules/\nlogs/\nopenapi.json\nopenapi.yaml\n.env\n',
    '.dockerignore': 'node_modules\nlogs\n.git\n.env\n',
    Dockerfile: dockerfile(parts),
    'README.md': readme(parts),
    'tests/modules.test.ts': test(parts.program),
    ...scaffoldFiles(parts.program),
    ...parts.packages,
  };
}

function packageJson({ name, version, packages }: ProjectParts): string {
  const manifest = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: { start: 'dspy-cli serve', check: 'tsc --noEmit', test: 'node --test "tests/**/*.test.ts"' },
    dependencies: { '@dspy-otel/dspy': `^${version}`, '@dspy-otel/dspy-server': `^${version}`, ...dependenciesOn(packages) },
    devDependencies: { '@types/node': '^24.0.0', typescript: '^7.0.0' },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** `@dspy-otel/dspy` is what npm packs as `dspy-otel-dspy-0.1.0.tgz`. */
function dependenciesOn(packages: Files): Record<string, string> {
  return Object.fromEntries(Object.keys(packages).map((file) => [file.replace(/^.*\/dspy-otel-(.+)-\d+\.\d+\.\d+.*\.tgz$/, '@dspy-otel/$1'), `file:${file}`]));
}

/** Node runs the files as they are: it strips types, and does nothing else. */
const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2024",
    "lib": ["es2024"],
    "module": "nodenext",
    "types": ["node"],
    "noEmit": true,
    "strict": true,
    "skipLibCheck": true,
    "noImplicitOverride": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true
  },
  "include": ["src", "tests"]
}
`;

function config({ name, model }: ProjectParts): string {
  const alias = model.replace('/', ':');
  return stringify({ app_id: name, description: '', models: { default: alias, registry: { [alias]: { model, env: keyVariable(model) } } } });
}

function environment({ model, apiKey }: ProjectParts): string {
  return `# Read by dspy-cli serve. Variables that are set already win.\n${keyVariable(model)}=${quoted(apiKey ?? '')}\n# OTEL_TRACING_ENABLED=true\n`;
}

/** As `process.loadEnvFile` reads it back: without quotes it ends at a `#`. */
function quoted(value: string): string {
  if (/^[\w.~+/=-]*$/.test(value)) return value;
  const quote = [`'`, '"', '`'].find((mark) => !value.includes(mark));
  if (quote === undefined || /[\r\n]/.test(value)) throw new CLIError('the key has to be one line that does not hold all three kinds of quotes; leave --api-key out and write it into .env yourself');
  return `${quote}${value}${quote}`;
}

/** Where the providers' own tools look for the key. */
function keyVariable(model: string): string {
  return `${model.slice(0, model.indexOf('/')).replaceAll(/\W/g, '_').toUpperCase()}_API_KEY`;
}

const dockerfile = ({ packages }: ProjectParts): string => `FROM node:24-bookworm-slim
WORKDIR /app
COPY package*.json ./
${Object.keys(packages).length === 0 ? '' : `COPY ${VENDOR_FOLDER} ./${VENDOR_FOLDER}\n`}RUN npm install --omit=dev
COPY . .
USER node
EXPOSE 8000
# Not by npx, which ends at once when the container is told to stop and takes the calls in flight along.
CMD ["node_modules/.bin/dspy-cli", "serve", "--no-reload", "--no-logs", "--no-save-openapi"]
`;

function readme({ name, program, model }: ProjectParts): string {
  return `# ${name}

    npm install
    npx dspy-cli serve

serves \`${className(program)}\` (${program.signature}) with ${model}; its key goes into \`.env\`. \`http://localhost:8000\` shows what is
served and lets you try it.

    npm run check     type check
    npm test          tests

\`npx dspy-cli generate scaffold NAME\` adds a program.
`;
}

function test(program: ProgramParts): string {
  const name = className(program);
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${name} } from '../src/modules/${program.names.kebab}-${program.kind.suffix.toLowerCase()}.ts';

test('${name} has a signature and something that asks a model', () => {
  const program = new ${name}();
  assert.match(String(program.signature), / -> /);
  assert.notEqual(program.predictors().length, 0);
});
`;
}
