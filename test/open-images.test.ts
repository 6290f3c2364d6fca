import { describe, expect, it } from 'vitest';
import { discover } from '../src/dataset/discover.js';
import { convert, recipeWith, storeOf } from './support/convert.js';
import { imageFiles } from './support/layout-files.js';

const FLIP = 'transforms: [HorizontalFlip: {p: 1}]\n';
const HEADER =
  'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n';
const rowOf = (id: string, code: string, left: string, right: string) =>
  `${id},xclick,${code},1,${left},${right},0.5,1,1,0,0,0,0\n`;
const NAMES = '/m/01g317,Person\n/m/01x3z,Clock\n/m/0zzz,Never seen\n';

/** As FiftyOne downloads it. `attributes.csv` names other codes. */
const zoo = async () => ({
  ...(await imageFiles('train/data/0a.jpg', 'train/data/0b.jpg')),
  'train/labels/detections.csv': `${HEADER}${rowOf('0a', '/m/01g317', '0', '0.25')}${rowOf('0b', '/m/01x3z', '0.5', '1')}`,
  'train/labels/classifications.csv': 'ImageID,Source,LabelName,Confidence\n0a,verification,/m/01g317,1\n',
  'train/metadata/attributes.csv': '/m/02gy9n,Transparent\n',
  'train/metadata/classes.csv': NAMES,
});

/** The same files with the names of the input. */
function withoutEndings(files: Readonly<Record<string, Uint8Array>>, ending: string) {
  const renamed = Object.entries(files).map(([key, bytes]) => {
    const isText = key.endsWith('.csv');
    const content = isText ? new TextDecoder().decode(bytes).replaceAll(ending, '') : bytes;
    return [key.replace(ending, ''), content] as const;
  });
  return Object.fromEntries(renamed);
}

describe('Open Images', () => {
  it('is understood: boxes, names from another file, and what is not used', async () => {
    const files = await zoo();
    const { inventory, warnings, failures } = await discover(storeOf(files), recipeWith([], FLIP));
    expect({ warnings, failures }).toEqual({ warnings: [], failures: [] });
    expect(inventory).toMatchObject({
      formats: { csv: 2 },
      datasetFiles: ['train/labels/detections.csv', 'train/metadata/classes.csv'],
    });
    expect(inventory.unused.map(({ reason, files: keys }) => [reason, ...keys])).toEqual([
      ['labels of images', 'train/labels/classifications.csv'],
      ['not needed', 'train/metadata/attributes.csv'],
    ]);
  });

  it('is written as it was, with the names beside it', async () => {
    const made = await convert(await zoo(), recipeWith([], FLIP));
    const text = (key: string) => new TextDecoder().decode(made.files[key]);
    expect(made).toMatchObject({ failures: [], notes: [] });
    expect(text('train/labels/detections.csv')).toBe(
      HEADER +
        rowOf('0a_jpg.v1', '/m/01g317', '0.750000', '1.000000').replace('0.5,1,', '0.500000,1.000000,') +
        rowOf('0b_jpg.v1', '/m/01x3z', '0.000000', '0.500000').replace('0.5,1,', '0.500000,1.000000,'),
    );
    expect(text('train/metadata/classes.csv')).toBe(NAMES);
    expect(made.files['train/metadata/attributes.csv']).toBeUndefined();
    const again = await discover(storeOf(withoutEndings(made.files, '_jpg.v1')), recipeWith([], FLIP));
    expect(again).toMatchObject({ failures: [], inventory: { formats: { csv: 2 } } });
  });

  it('is converted with the names of the classes that occur', async () => {
    const { files, failures, notes } = await convert(await zoo(), recipeWith([], FLIP, 'yolo'));
    expect({ failures, notes }).toEqual({ failures: [], notes: [] });
    expect(new TextDecoder().decode(files['data.yaml'])).toContain('names:\n  0: Person\n  1: Clock\n');
  });

  it('has its codes as classes where nothing names them', async () => {
    const { 'train/metadata/classes.csv': _, ...files } = await zoo();
    const { records } = await convert(files, recipeWith([], FLIP));
    expect(records.flatMap(({ objects }) => objects.map(({ name }) => name))).toEqual([
      '/m/01g317',
      '/m/01x3z',
    ]);
  });

  it('fails images that nothing else labels if the names cannot be read', async () => {
    const files = { ...(await zoo()), 'train/metadata/classes.csv': '/m/01g317,"Person\n' };
    const { failures } = await convert(files, recipeWith([], FLIP));
    expect(failures).toMatchObject([
      { key: 'train/metadata/classes.csv', reason: expect.stringContaining('classes.csv:1: ') as string },
    ]);
  });
});
