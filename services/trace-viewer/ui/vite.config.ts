import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** `npx vite services/trace-viewer/ui` serves the page with hot reload against a viewer at VIEWER_URL. */
const viewer = process.env['VIEWER_URL'] ?? 'http://127.0.0.1:4318';

/** Compresses what browsers take compressed once, at build time, beside each file: `server/api/page-files.ts` serves it. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const texts = Object.keys(bundle).filter((name) => /\.(?:js|css|html)$/.test(name));
      await Promise.all(texts.map(async (name) => {
        const file = bundle[name];
        const body = Buffer.from(file?.type === 'chunk' ? file.code : file?.source ?? '');
        await writeFile(join(dir, `${name}.br`), await promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
        await writeFile(join(dir, `${name}.gz`), await promisify(gzip)(body, { level: 9 }));
      }));
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    // First browsers with `light-dark()` and nesting: nothing is rewritten, the tokens stay as they are.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Everything is a file of its own: the content-security policy allows no `data:` scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': viewer, '/v1': viewer } },
});
