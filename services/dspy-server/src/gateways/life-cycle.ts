import { CLIError } from '../cli-error.ts';
import type { Program, Served } from '../programs/program.ts';

/** @throws {CLIError} when a gateway cannot be set up. */
export async function setUpGateways({ programs }: Served): Promise<void> {
  for (const [program, gateway] of gatewaysOf(programs.values())) {
    try {
      await gateway.setup();
    } catch (cause) {
      throw new CLIError(`the gateway of ${program.name} cannot be set up: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  }
}

/** Shuts down all of them, whatever one says. */
export async function shutDownGateways({ programs }: Served, warn: (line: string) => void): Promise<void> {
  for (const [program, gateway] of gatewaysOf(programs.values())) {
    try {
      await gateway.shutdown();
    } catch (error) {
      warn(`⚠ the gateway of ${program.name} cannot be shut down: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function gatewaysOf(programs: Iterable<Program>): [Program, Program['apiGateways'][number] | Program['cronGateways'][number]][] {
  return [...programs].flatMap((program) => [...program.apiGateways, ...program.cronGateways].map((gateway): [Program, typeof gateway] => [program, gateway]));
}
