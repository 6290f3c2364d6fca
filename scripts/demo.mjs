// `npm run demo`: augments the sample images by the detection recipe, and draws some of them with their labels.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const recipe = ['--recipe', 'recipes/detection.yaml', '--variants', '3'];
const shown = [
  'soccer.jpg',
  'race horse.jpg',
  'girl-and-dog.jpeg',
  'biplane.from-above.jpg',
  'astronaut.png',
  'coffee.png',
];

augment('run', 'raw-images', 'augmented-images', ...recipe);
augment(
  'preview',
  ...shown.map((name) => path.join('raw-images', name)),
  ...recipe,
  '--columns',
  '4',
  '--out',
  'contact-sheet.png',
);

function augment(...args) {
  const { status } = spawnSync(process.execPath, ['dist/cli/main.js', ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
