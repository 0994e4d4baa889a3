import { saveOpenAPI } from './save-openapi.ts';
import { say, showToken, warn } from './say.ts';
import type { ServeOptions } from './serve-options.ts';
import type { ServingReport } from './serving-report.ts';

/** Tells whoever started the server what it serves, and writes its description down when that is wanted. */
export async function announce(report: ServingReport, directory: string, options: ServeOptions): Promise<void> {
  if (report.tracing !== undefined) say(`✓ OpenTelemetry tracing enabled: ${report.tracing}`);
  showNewToken(report);
  warnOfFailures(report);
  say('Programs:');
  for (const { name, model, routes } of report.programs) say(`  • ${name} (${model})  ${routes.join(', ')}`);
  const described = await writeDescription(report, directory, options);
  say(`Serving ${report.appId} on ${shownAddress(options)}, described in ${described}`);
}

/** Tells the token that lets in when it had to be made up. */
export function showNewToken({ newToken }: ServingReport): void {
  if (newToken !== undefined) showToken(newToken);
}

export function warnOfFailures({ failures }: ServingReport): void {
  for (const { file, reason } of failures) warn(`⚠ ${file} is not served: ${reason}`);
}

/** A description that cannot be written down is still served. @returns where it is to be found. */
export async function writeDescription({ description }: ServingReport, directory: string, { saveOpenapi, openapiFormat }: ServeOptions): Promise<string> {
  if (!saveOpenapi) return '/openapi.json';
  try {
    return `/openapi.json and ${await saveOpenAPI(directory, description, openapiFormat)}`;
  } catch (error) {
    warn(`⚠ openapi.${openapiFormat} was not written: ${error instanceof Error ? error.message : String(error)}`);
    return '/openapi.json';
  }
}

function shownAddress({ host, port }: ServeOptions): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port} (and every other address of this machine)`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
