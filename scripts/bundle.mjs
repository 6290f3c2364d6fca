/**
 * Bundles a program as the functions are. What is native comes from their layer, laid out as this package: so everything
 * that looks for files beside itself is told that it lies there.
 */
import { build } from 'esbuild';

/**
 * @param {object} options
 * @param {string} options.entryPoint
 * @param {string} options.outfile
 * @param {string} [options.layer] URL of the layer's `nodejs/`; on Lambda it is mounted at /opt
 * @returns {Promise<string[]>} the files that went into it
 */
export async function bundle({ entryPoint, outfile, layer = 'file:///opt/nodejs/' }) {
  const inLayer = JSON.stringify(new URL('dist/lambda/handler.mjs', layer).href);
  const { metafile } = await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Half a megabyte less than with each package's own choice of its files.
    mainFields: ['module', 'main'],
    minify: true,
    // Stack traces in the log should name our functions.
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    define: { 'import.meta.url': inLayer },
    // Packages of the older kind require Node's own modules. The bundler does not know the banner's names: one that it
    // would choose itself could be taken.
    banner: {
      js: `import{createRequire as $require}from'node:module';const require=$require(${inLayer});`,
    },
    plugins: [fromLayer(inLayer)],
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}

/** Modules cannot be imported from a layer, as Node looks for those only beside the importing file; `require` can. */
const fromLayer = (inLayer) => ({
  name: 'from-layer',
  setup(bundler) {
    bundler.onResolve({ filter: /^sharp$/ }, ({ path }) => ({ path, namespace: 'layer' }));
    bundler.onLoad({ filter: /.*/, namespace: 'layer' }, ({ path }) => ({
      contents: `import { createRequire } from 'node:module';
        export default createRequire(${inLayer})(${JSON.stringify(path)});`,
    }));
  },
});
