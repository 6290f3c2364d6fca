/**
 * Bundles the command, its worker threads and its trials into dist/cli, with every package that is plain JavaScript: Node starts a few
 * files several times as fast as 500. All files stay in one folder two levels below the package, as the sources are.
 */
import { build } from 'esbuild';
import { writeLicences } from './licences.mjs';

const { metafile } = await build({
  entryPoints: {
    main: 'src/cli/main.ts',
    worker: 'src/jobs/worker.ts',
    trial: 'src/jobs/trial.ts',
    'picture-worker': 'src/studio/picture-worker.ts',
    'discovery-worker': 'src/studio/discovery-worker.ts',
    'inspection-worker': 'src/studio/inspection-worker.ts',
  },
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['sharp', 'koffi', 'piscina', '@aws-sdk/*', '@smithy/*', 'heic-decode'],
  legalComments: 'none',
  metafile: true,
  banner: {
    js: `import{createRequire as $require}from'node:module';const require=$require(import.meta.url);`,
  },
  logLevel: 'warning',
});
writeLicences('dist/cli/LICENSES.txt', Object.keys(metafile.inputs));
