import { Cron } from 'croner';
import type { ProgramRunner } from '../load/program-runner.ts';
import type { Program, Served } from '../programs/program.ts';
import type { CronGateway, GatewayValues } from './gateway.ts';

/** Runs programs when their schedules say so. */
export class CronRunner {
  readonly #runner: ProgramRunner;
  readonly #warn: (line: string) => void;
  readonly #running = new Set<Promise<void>>();
  #jobs: readonly Cron[] = [];

  constructor(runner: ProgramRunner, warn: (line: string) => void) {
    this.#runner = runner;
    this.#warn = warn;
  }

  /** Follows these schedules from now on, in place of those before. A run that is still going on is never joined by another. */
  follow({ programs }: Served): void {
    this.stop();
    this.#jobs = [...programs.values()].flatMap((program) =>
      program.cronGateways.map(
        (gateway) =>
          new Cron(gateway.schedule, { protect: true, unref: true, ...(gateway.timezone === undefined ? {} : { timezone: gateway.timezone }) }, () => this.#track(this.runOnce(program, gateway))),
      ),
    );
  }

  /** Starts nothing more; what runs goes on. */
  stop(): void {
    for (const job of this.#jobs) job.stop();
    this.#jobs = [];
  }

  /** Resolves once nothing runs any more. */
  async finished(): Promise<void> {
    await Promise.all(this.#running);
  }

  #track(run: Promise<void>): Promise<void> {
    const tracked = run.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
    return tracked;
  }

  /** What happens at the set time. Never fails: what goes wrong is told to the gateway and as a warning. */
  async runOnce(program: Program, gateway: CronGateway): Promise<void> {
    let batch: readonly GatewayValues[] = [];
    try {
      batch = await gateway.getPipelineInputs();
    } catch (error) {
      this.#warn(`⚠ ${program.name}: getPipelineInputs() failed: ${messageOf(error)}`);
    }
    for (const inputs of batch) {
      try {
        const checked = (program.signature?.parseInputs(inputs) as GatewayValues | undefined) ?? inputs;
        const output = await this.#runner.run(program, checked, { cancel: new AbortController() });
        await gateway.onComplete(inputs, JSON.parse(output) as GatewayValues);
      } catch (error) {
        this.#warn(`⚠ ${program.name}: a scheduled run failed: ${messageOf(error)}`);
        await this.#tell(program, gateway, inputs, error);
      }
    }
  }

  async #tell(program: Program, gateway: CronGateway, inputs: GatewayValues, error: unknown): Promise<void> {
    try {
      await gateway.onError(inputs, error);
    } catch (second) {
      this.#warn(`⚠ ${program.name}: onError() failed: ${messageOf(second)}`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
