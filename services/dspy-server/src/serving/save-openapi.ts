import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';

export type OpenAPIFormat = 'json' | 'yaml';

/** Writes the description of an API into the project. @returns the file's name. */
export async function saveOpenAPI(directory: string, description: object, format: OpenAPIFormat): Promise<string> {
  const name = `openapi.${format}`;
  await writeFile(path.join(directory, name), format === 'yaml' ? stringify(description) : `${JSON.stringify(description, undefined, 2)}\n`);
  return name;
}
