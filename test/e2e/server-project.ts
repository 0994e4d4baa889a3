import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { myRag, root } from '../support/services.ts';
import { tempDir, type TempDir } from '../support/temp-dir.ts';

const PROGRAMS = `
import { field, Module, Prediction, signature } from '@dspy-otel/dspy';

const TICKET = signature({
  inputs: {
    report: field.str({ desc: 'As the customer wrote it.' }),
    urgency: field.int({ ge: 1, le: 5 }),
    weight: field.float({ default: 0.5 }),
    channel: field.literal(['mail', 'chat']),
    returning: field.bool(),
    tags: field.list(field.str()),
    photo: 'Optional[Image]',
    plan: 'Optional[dict[str, int]]',
  },
  outputs: { echo: field.any() },
});

/** Gives back what it takes, without a model. */
export class Ticket extends Module {
  signature = TICKET;
  async forward(inputs) {
    return new Prediction({ echo: inputs });
  }
}

/** Answers what would like to be more than text. */
export class Hostile extends Module {
  signature = signature('kind: str -> answer: str');
  async forward({ kind }) {
    if (kind === 'fail') throw new Error('<img src=x onerror="document.title=1">');
    return new Prediction({ answer: kind === 'long' ? 'x'.repeat(1_000_000) : '<script>document.title="taken"</script>\\u202Etxet desrever <img src=x onerror="document.title=1">' });
  }
}

/** Takes whatever it is given. */
export class Untyped extends Module {
  async forward(inputs) {
    return new Prediction(inputs);
  }
}
`;

/** The project of the README, and programs for what it does not have. Ends with the scope. */
export async function serverProject(): Promise<TempDir> {
  const folder = await tempDir();
  const modules = join(folder.path, 'src/modules');
  await mkdir(modules, { recursive: true });
  await Promise.all([
    copyFile(join(myRag, 'dspy.config.yaml'), join(folder.path, 'dspy.config.yaml')),
    copyFile(join(myRag, 'src/modules/my-rag.ts'), join(modules, 'my-rag.ts')),
    writeFile(join(modules, 'programs.js'), PROGRAMS),
    writeFile(join(folder.path, 'package.json'), '{ "type": "module" }'),
    symlink(join(root, 'node_modules'), join(folder.path, 'node_modules')),
  ]);
  return folder;
}
