// `npm run check:api`, after a build: every type in a public signature must be exported, so that users can name it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const root = fileURLToPath(new URL('..', import.meta.url));
const entries = ['index', 'core/index', 'browser', 'cdk/index'];

let missing = 0;
for (const entry of entries) {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: path.join(root, 'dist', `${entry}.d.ts`),
      compiler: { tsconfigFilePath: path.join(root, 'tsconfig.build.json') },
      messages: { extractorMessageReporting: { 'ae-forgotten-export': { logLevel: 'error' } } },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(root, 'package.json'),
  });
  Extractor.invoke(config, {
    messageCallback(message) {
      message.handled = true;
      if (message.messageId !== 'ae-forgotten-export') return;
      missing += 1;
      console.error(`${entry}: ${message.text}`);
    },
  });
}
if (missing > 0) {
  console.error(`${missing} types stand in public signatures and are not exported`);
  process.exitCode = 1;
}
