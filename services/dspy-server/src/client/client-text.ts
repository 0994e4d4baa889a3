import { z } from 'zod';
import { CLIENT_RUNTIME } from './client-runtime.ts';
import { comment, identifier, typeText } from './type-text.ts';

/** First line of every client, by which one is told from a file that someone wrote. */
export const CLIENT_MARK = '// Made by dspy-cli client. Make it again instead of changing it.\n';

const PREFIX = '#/components/schemas/';

const reference = z.object({ 'application/json': z.object({ schema: z.object({ $ref: z.string().startsWith(PREFIX) }) }) });
const program = z.object({
  description: z.string().optional(),
  requestBody: z.object({ content: reference }),
  responses: z.object({ 200: z.object({ content: reference }) }),
});
const description = z.object({
  openapi: z.string().startsWith('3.'),
  info: z.object({ title: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

/** A client, and what it has no function for. */
export interface ClientText {
  readonly text: string;
  readonly programs: readonly string[];
  /** Routes of gateways, whose requests and responses have no schema. */
  readonly left: readonly string[];
}

/**
 * A TypeScript client for what an OpenAPI description of this server says. It needs nothing but `fetch`.
 *
 * @throws {TypeError} when it is no such description, or no program is in it.
 */
export function clientText(openAPI: unknown): ClientText {
  const parsed = description.safeParse(openAPI);
  if (!parsed.success) throw new TypeError('expected an OpenAPI 3 description as a DSPy server gives it');
  const { info, paths, components } = parsed.data;
  const [programs, left]: [Found[], string[]] = [[], []];
  for (const [path, { post, ...others }] of Object.entries(paths)) {
    const found = program.safeParse(post);
    if (found.success) programs.push({ path, ...found.data });
    else for (const [method, operation] of Object.entries({ post, ...others })) if (isGateway(operation)) left.push(`${method.toUpperCase()} ${path}`);
  }
  if (programs.length === 0) throw new TypeError('there is no program with a route of its own in it');
  return { text: [CLIENT_MARK, ...typesOf(components.schemas), CLIENT_RUNTIME, createClientText(programs, info.title)].join('\n'), programs: programs.map(({ path }) => path.slice(1)), left };
}

type Found = z.output<typeof program> & { readonly path: string };

function isGateway(operation: unknown): boolean {
  return typeof operation === 'object' && operation !== null && String(Reflect.get(operation, 'operationId')).startsWith('run_program_');
}

/** Those of errors are part of the runtime. */
function typesOf(schemas: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(schemas)
    .filter(([name]) => !['HTTPError', 'HTTPValidationError', 'ValidationError'].includes(name))
    .map(([name, schema]) => `${comment(Reflect.get(Object(schema), 'description'))}export type ${identifier(name)} = ${typeText(schema)};\n`);
}

function createClientText(programs: readonly Found[], title: string): string {
  const functions = programs.map(({ path, requestBody, responses }) => {
    const types = [requestBody.content, responses[200].content].map((content) => typeText(content['application/json'].schema));
    return `    ${JSON.stringify(path.slice(1))}: program<${types.join(', ')}>(${JSON.stringify(path)}, options),\n`;
  });
  return `${comment(`The programs of ${title}.`)}export function createClient(options: ClientOptions) {\n  return {\n${functions.join('')}  };\n}\n`;
}
