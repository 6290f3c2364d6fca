// Makes the variants of one image in this process, and prints what that was said to need and what it took, in bytes.
// node measure-one.mjs DIST IMAGE RECIPE
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, file, recipeText] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(path.join(dist, name)).href);
const { parseRecipe } = await load('core/recipe/index.js');
const { EngineQueue } = await load('variants/engine-queue.js');
const { makeVariants } = await load('variants/make-variants.js');
const { restrainLibvips } = await load('codecs/libvips.js');

restrainLibvips();
const image = readFileSync(file);
const recipe = parseRecipe(recipeText, 'the recipe');
let needed = 0;
const memory = {
  total: Infinity,
  within(bytes, work) {
    needed = bytes;
    return work();
  },
};
const key = path.basename(file);
const bytes = {
  image: () => Promise.resolve(image),
  imageSha256: 'a'.repeat(64),
  labelFiles: [],
  labelsSha256: null,
};
const variants = Array.from({ length: recipe.variants }, (_, i) => i + 1);
await makeVariants({ key, size: image.length, role: 'augment' }, bytes, variants, {
  recipe,
  schema: { classes: [] },
  engineQueue: new EngineQueue(memory),
  take: () => Promise.resolve(),
});
const [, taken] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
console.log(JSON.stringify({ needed, taken: Number(taken) * 1024 }));
