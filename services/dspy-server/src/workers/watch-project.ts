import { once } from 'node:events';
import path from 'node:path';
import { watch } from 'chokidar';
import { CONFIG_FILE } from '../project/load-config.ts';
import { warn } from '../serving/say.ts';

/** Editors and version control change several files at a time. */
const SETTLE_MS = 100;

/**
 * Follows the files that decide what is served. Resolves once it does.
 *
 * @param onChange told of one file that has changed; called again only when it is done, and once for all changes until then.
 */
export async function watchProject(directory: string, onChange: (file: string) => Promise<void>): Promise<void> {
  const files = [CONFIG_FILE, '.env', 'src'].map((name) => path.join(directory, name));
  const watcher = watch(files, { ignoreInitial: true, ignored: /[/\\]node_modules[/\\]/ });
  let changed: string | undefined;
  let isBusy = false;
  const tell = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    while (changed !== undefined) {
      const file = changed;
      changed = undefined;
      await onChange(file);
    }
    isBusy = false;
  };
  let timer: NodeJS.Timeout | undefined;
  watcher.on('all', (_event, file) => {
    changed = path.relative(directory, file);
    clearTimeout(timer);
    timer = setTimeout(() => void tell(), SETTLE_MS);
  });
  watcher.on('error', (error) => warn(`⚠ changes of the project may go unseen: ${error instanceof Error ? error.message : String(error)}`));
  await once(watcher, 'ready');
}
