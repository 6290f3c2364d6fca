/**
 * Bundles the functions into dist/lambda/handler.mjs. What is native comes from the layer, which is mounted at
 * /opt/nodejs and laid out as this package: so everything that looks for files beside itself is told that it lies there.
 */
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

const IN_LAYER = 'file:///opt/nodejs/dist/lambda/handler.mjs';

/** Modules cannot be imported from a layer, as Node looks for those only beside the importing file; `require` can. */
const fromLayer = {
  name: 'from-layer',
  setup(bundler) {
    bundler.onResolve({ filter: /^sharp$/ }, ({ path }) => ({ path, namespace: 'layer' }));
    bundler.onLoad({ filter: /.*/, namespace: 'layer' }, ({ path }) => ({
      contents: `import { createRequire } from 'node:module';
        export default createRequire(${JSON.stringify(IN_LAYER)})(${JSON.stringify(path)});`,
    }));
  },
};

/** A namespace that is imported by name is taken whole: zod's would bring its messages in fifty languages, 370 kB. */
const onlyWhatIsUsed = {
  name: 'only-what-is-used',
  setup(bundler) {
    bundler.onLoad({ filter: /\/(src|lambda)\/.*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replace("import { z } from 'zod'", "import * as z from 'zod'"), loader: 'ts' };
    });
  },
};

/** Imported, Node's own `http` is asked for all that it has, and so loads its WebSocket; required, it is not. */
const requiredHttp = {
  name: 'required-http',
  setup(bundler) {
    bundler.onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === 'require-call' ? undefined : { path: 'http', namespace: 'required' },
    );
    bundler.onLoad({ filter: /.*/, namespace: 'required' }, () => ({
      contents: `module.exports = require('node:http');`,
    }));
  },
};

await build({
  entryPoints: ['lambda/handler.ts'],
  outfile: 'dist/lambda/handler.mjs',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Half a megabyte less than with each package's own choice of its files.
  mainFields: ['module', 'main'],
  minify: true,
  // Stack traces in the log should name our functions.
  keepNames: true,
  legalComments: 'linked',
  define: { 'import.meta.url': JSON.stringify(IN_LAYER) },
  // Packages of the older kind require Node's own modules. The bundler does not know the banner's names: one that it would
  // choose itself could be taken.
  banner: {
    js: `import{createRequire as $require}from'node:module';const require=$require(${JSON.stringify(IN_LAYER)});`,
  },
  plugins: [fromLayer, onlyWhatIsUsed, requiredHttp],
  logLevel: 'warning',
});
