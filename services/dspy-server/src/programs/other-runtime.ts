import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const RUNTIME = '@dspy-otel/dspy';

/** Says which two copies of the runtime there are, and how to get to one. */
export function otherRuntime(moduleFile: string): string {
  const theirs = runtimeSeenFrom(pathToFileURL(moduleFile).href);
  const ours = runtimeSeenFrom(import.meta.url);
  return (
    `extends a Module of another copy of ${RUNTIME} (${theirs}) than this server's (${ours}); ` +
    `install one version for both, for example with npm dedupe, and start the dspy-cli of the project`
  );
}

function runtimeSeenFrom(base: string): string {
  try {
    const manifest = findPackageJSON(RUNTIME, base);
    return manifest ? path.dirname(manifest) : 'not found';
  } catch {
    return 'not found';
  }
}
