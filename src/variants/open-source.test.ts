import { describe, expect, it } from 'vitest';
import { makePhoto } from '../../test/support/dataset.js';
import { ImageError, LabelError } from '../core/errors.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { Source } from '../dataset/source.js';
import { memoryStore } from '../stores/testing/memory.js';
import { openSource } from './open-source.js';
import { readSource } from './read-source.js';

const SCHEMA = { classes: ['cat', 'dog'] };
const SOURCE: Source = {
  key: 'a.jpg',
  size: 1,
  role: 'augment',
  labels: { format: 'yolo', files: [{ role: 'labels', key: 'a.txt' }] },
};

async function open(labels: string, recipe = '', image?: Uint8Array) {
  const input = memoryStore();
  input.put('a.jpg', image ?? (await makePhoto('a.jpg', 1, 64, 48)));
  input.put('a.txt', new TextEncoder().encode(labels));
  const bytes = await readSource(SOURCE, { schema: SCHEMA }, input);
  const parsed = parseRecipe(`transforms: [HorizontalFlip]\n${recipe}`, 'recipe.yaml');
  return openSource(SOURCE, bytes, parsed, SCHEMA);
}

describe('a Source that is opened', () => {
  it('has the facts of its header and its labels in pixels', async () => {
    const { info, annotations, problems, labelContext } = await open('1 0.5 0.5 0.5 0.5\n');
    expect(info.frame).toEqual({ width: 64, height: 48 });
    expect(annotations.objects).toMatchObject([{ class: 'dog', box: [16, 12, 48, 36] }]);
    expect(problems).toEqual([]);
    expect(labelContext).toMatchObject({ image: 'a.jpg', width: 64, height: 48, schema: SCHEMA });
  });

  it('has the classes that the Recipe names', async () => {
    const rules = 'labels: {classes: {rename: {dog: animal}}}\n';
    const { annotations } = await open('1 0.5 0.5 0.5 0.5\n', rules);
    expect(annotations.objects.map((object) => object.class)).toEqual(['animal']);
  });

  it('reports a bad label with its line, or fails by it where the Recipe says so', async () => {
    const { annotations, problems } = await open('7 0.5 0.5 0.5 0.5\n1 0.5 0.5 0.5 0.5\n');
    expect(annotations.objects).toHaveLength(1);
    expect(problems).toMatchObject([{ file: 'a.txt', line: 1, severity: 'rejected' }]);
    await expect(open('7 0.5 0.5 0.5 0.5\n', 'labels: {on_error: fatal}\n')).rejects.toThrow(LabelError);
  });

  it('fails by name where its image is no image', async () => {
    await expect(open('', '', new Uint8Array([1, 2, 3]))).rejects.toThrow(ImageError);
    await expect(open('', '', new Uint8Array([1, 2, 3]))).rejects.toThrow(/a\.jpg/);
  });
});
