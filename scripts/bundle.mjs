/**
 * Bundles a program in the same way as the functions. Native files come from the functions' layer, which has the folders
 * of this package. `import.meta.url` is therefore a path in the layer: code that looks for files beside itself finds them.
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
    // Half a megabyte smaller than with the default order.
    mainFields: ['module', 'main'],
    minify: true,
    // Stack traces in the log show the names of functions.
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    define: { 'import.meta.url': inLayer },
    // CommonJS packages call `require` for Node's modules. The bundler does not know the names in the banner, so these
    // must differ from all names that it chooses: `$require`.
    banner: {
      js: `import{createRequire as $require}from'node:module';const require=$require(${inLayer});`,
    },
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}
