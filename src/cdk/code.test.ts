import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AugmentOnDemand } from './augment-on-demand.js';
import type { AugmentOnDemandProps } from './props.js';
import type { Deployment } from './testing/deployment.js';
import { deploy } from './testing/deployment.js';
import { built } from './testing/stacks.js';

/** The folder with the code of both functions. */
function codeOf({ app }: Deployment): { readonly name: string; read(file: string): string } {
  const folders = readdirSync(app.outdir).filter((name) =>
    existsSync(path.join(app.outdir, name, 'handler.mjs')),
  );
  const [name, ...others] = folders;
  expect(others).toEqual([]);
  return { name: name!, read: (file) => readFileSync(path.join(app.outdir, name!, file), 'utf8') };
}

const withProps = (props: Partial<AugmentOnDemandProps>) => deploy(built, () => props);

describe('code', () => {
  it('has the given recipe, whatever its name', () => {
    const recipe = built.write('mine.json', '{"transforms": ["HorizontalFlip"]}');
    expect(codeOf(withProps({ recipe })).read('recipe.yaml')).toBe(readFileSync(recipe, 'utf8'));
  });

  it('has the pool that its recipe names', () => {
    const recipe = built.write('mixing.yaml', 'mix: {pool: mine.pool}\ntransforms: [MixUp]\n');
    expect(() => withProps({ recipe })).toThrow(
      /mix\.pool: .*mine\.pool does not exist; write it: augment pool INPUT --recipe .*mixing\.yaml/,
    );
    built.write('mine.pool', '{"version":1,"sources":[]}');
    const before = codeOf(withProps({ recipe }));
    expect(before.read('pool.json')).toBe('{"version":1,"sources":[]}');
    built.write('mine.pool', '{"version":1, "sources":[]}');
    expect(codeOf(withProps({ recipe })).name).not.toBe(before.name);
    const pasting = built.write('pasting.yaml', 'mix: {pool: mine.pool}\ntransforms: [CopyPaste]\n');
    expect(() => withProps({ recipe: pasting })).toThrow(
      /mine\.pool: CopyPaste takes objects out of the pool/,
    );
    built.write('mine.pool', '{"version":1,"sources":[],"root":"../sky"}');
    expect(() => withProps({ recipe })).toThrow(
      /mine\.pool: its images lie in \.\.\/sky, and a function reads/,
    );
    built.write('mine.pool', '{}');
    expect(() => withProps({ recipe })).toThrow(/mine\.pool: it is no pool/);
  });

  it('has the default recipe without one', () => {
    expect(codeOf(withProps({})).read('recipe.yaml')).toBe(
      readFileSync('recipes/vertical-flip.yaml', 'utf8'),
    );
  });

  it('has no recipe if the recipe lies in the bucket', () => {
    expect(() => codeOf(withProps({ recipeKey: 'recipe.yaml' })).read('recipe.yaml')).toThrow('ENOENT');
  });

  it('is named by its content', () => {
    const recipe = built.write('first.yaml', 'transforms: [Transpose]\n');
    const before = codeOf(withProps({ recipe })).name;
    expect(codeOf(withProps({ recipe: built.write('second.yaml', 'transforms: [Transpose]\n') })).name).toBe(
      before,
    );
    built.write('first.yaml', 'transforms: [VerticalFlip]\n');
    expect(codeOf(withProps({ recipe })).name).not.toBe(before);
  });

  it('has a different recipe in each of two constructs of one stack', () => {
    const { app, stack } = withProps({
      recipe: built.write('one.yaml', 'seed: 1\ntransforms: [VerticalFlip]\n'),
    });
    const { codeDir, layerZip } = built;
    new AugmentOnDemand(stack, 'Second', {
      ...{ codeDir, layerZip, inputPrefix: 'others/' },
      recipe: built.write('two.yaml', 'seed: 2\ntransforms: [VerticalFlip]\n'),
    });
    const recipes = readdirSync(app.outdir)
      .map((name) => path.join(app.outdir, name, 'recipe.yaml'))
      .filter(existsSync);
    expect(recipes.map((file) => readFileSync(file, 'utf8')).sort()).toEqual([
      'seed: 1\ntransforms: [VerticalFlip]\n',
      'seed: 2\ntransforms: [VerticalFlip]\n',
    ]);
  });

  it('is refused with a broken recipe, whose mistakes are listed with their lines', () => {
    const recipe = built.write('broken.yaml', 'variants: -1\ntransforms:\n  - NoSuchTransform\n');
    expect(() => withProps({ recipe })).toThrow(/broken\.yaml:1:[^]*broken\.yaml:3:[^]*NoSuchTransform/);
  });

  it.each([
    [{ codeDir: 'nowhere' }, 'run `npm run build` first'],
    [{ layerZip: 'nowhere.zip' }, 'build it by `bash-scripts/build-layer.sh` for arm64'],
    [{ recipe: 'nowhere.yaml' }, 'recipe: nowhere.yaml does not exist'],
    [{ recipe: 'a.yaml', recipeKey: 'b.yaml' }, 'set only one of them'],
    [{ maxConcurrency: 1 }, 'maxConcurrency'],
  ])('throws for missing files and impossible props: %j', (props, message) => {
    expect(() => withProps(props)).toThrow(message);
  });
});
