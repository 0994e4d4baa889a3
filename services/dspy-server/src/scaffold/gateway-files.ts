import type { Names } from './names.ts';
import type { Files } from './write-files.ts';

export interface APIGatewayParts {
  readonly names: Names;
  readonly path: string;
  readonly isPublic: boolean;
}

export function apiGatewayFiles({ names, path, isPublic }: APIGatewayParts): Files {
  return file(
    names,
    `import { APIGateway, type GatewayValues } from '@dspy-otel/dspy-server';

/** Give a program this route: \`static readonly gateway = ${names.pascal}Gateway\`. */
export class ${names.pascal}Gateway extends APIGateway {
  override readonly path = ${JSON.stringify(path)};
  /** Whether \`--auth\` guards the route. */
  override readonly requiresAuth = ${String(!isPublic)};

  /** What was sent becomes the program's inputs. */
  override toPipelineInputs(body: GatewayValues): GatewayValues {
    return body;
  }

  /** What the program gives becomes what is answered. */
  override fromPipelineOutput(output: GatewayValues): unknown {
    return output;
  }
}
`,
  );
}

export function cronGatewayFiles({ names, schedule }: { readonly names: Names; readonly schedule: string }): Files {
  return file(
    names,
    `import { CronGateway, type GatewayValues } from '@dspy-otel/dspy-server';

/** Run a program on this schedule: \`static readonly gateway = ${names.pascal}Gateway\`. */
export class ${names.pascal}Gateway extends CronGateway {
  override readonly schedule = ${JSON.stringify(schedule)};

  /** One run for each of these inputs. */
  override getPipelineInputs(): readonly GatewayValues[] {
    return [];
  }

  override onComplete(inputs: GatewayValues, output: GatewayValues): void {
    console.log(inputs, output);
  }
}
`,
  );
}

function file(names: Names, code: string): Files {
  return { [`src/gateways/${names.kebab}.ts`]: code };
}
