import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

// No sandbox: tests run as root in containers. The rest keeps Chromium from calling home, which a closed network refuses.
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** The system's Chromium: `CHROMIUM_PATH`, else the first of its usual names on the `PATH`. */
function findChromium(): string | undefined {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') return existsSync(given) ? given : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Why nothing can be tested in a browser here; `undefined` when it can. */
export function whyNoBrowser(): string | undefined {
  if (findChromium() !== undefined) return undefined;
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') return `CHROMIUM_PATH is ${given}, and there is no such file`;
  return `none of ${NAMES.join(', ')} is on the PATH (Debian: apt-get install chromium; or set CHROMIUM_PATH)`;
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`there is no Chromium: ${whyNoBrowser()}`);
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** A page, and what must not happen in it. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of the console, thrown errors, dialogs, and requests to anywhere but the viewer. */
  readonly trouble: readonly string[];
}

/** Opens the viewer in a browser profile of its own. Ends with the scope (`await using`). */
export async function visit(browser: Browser, base: string, path = '/', options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', locale: 'en-US', ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`thrown: ${error.message}`));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${base}/`) && !request.url().startsWith('data:')) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(base + path);
  return { page, trouble, [Symbol.asyncDispose]: async () => context.close() };
}
