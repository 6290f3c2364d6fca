import { defineConfig } from 'vite';
import { writeLicences } from '../scripts/licences.mjs';

/** The licences of what the page is made of lie beside it. */
function licences() {
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
      const modules = chunks.flatMap(({ moduleIds }) =>
        moduleIds.filter((id) => id.includes('/node_modules/')),
      );
      writeLicences('dist/studio/LICENSES.txt', modules);
    },
  };
}

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  base: './',
  build: { outDir: '../dist/studio', emptyOutDir: true, chunkSizeWarningLimit: 1200, assetsInlineLimit: 0 },
  plugins: [licences()],
});
