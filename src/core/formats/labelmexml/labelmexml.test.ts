import { describe, expect, it } from 'vitest';
import { LabelError } from '../../errors.js';
import { expectProblems } from '../testing/compare.js';
import { describeFormatContract } from '../testing/contract.js';
import { labelmexml } from './labelmexml.js';

const size = { width: 102, height: 77 };
const SOURCE =
  '<source><sourceImage>The MIT-CSAIL database of objects and scenes</sourceImage><sourceAnnotation>LabelMe Webtool</sourceAnnotation></source>';
const IMAGE_SIZE = '<imagesize><nrows>77</nrows><ncols>102</ncols></imagesize>';
const pt = ([x, y]: readonly [number | string, number | string]) => `<pt><x>${x}</x><y>${y}</y></pt>`;
const polygon = (...points: (readonly [number | string, number | string])[]) =>
  `<polygon><username>anonymous</username>${points.map(pt).join('')}</polygon>`;
const object = (name: string, shape: string, { deleted = 0, type = '' } = {}) =>
  `<object><name>${name}</name><deleted>${deleted}</deleted><verified>0</verified><occluded>no</occluded>` +
  `<attributes/><parts><hasparts/><ispartof/></parts><date>27-Jul-2014 02:58:50</date><id>1</id>${type}${shape}</object>`;
const BOX = '<type>bounding_box</type>';
const SEGM =
  '<segm><username>b</username><box><xmin>58</xmin><ymin>66</ymin><xmax>62</xmax><ymax>68</ymax></box><mask>img1_mask_1.png</mask></segm>';
const file = (...children: string[]) =>
  `<annotation><filename>img1.jpg</filename><folder>f</folder>${SOURCE}${children.join('')}</annotation>`;

const window = polygon([43, 34], [45, 34], [45, 37], [43, 37]);

describeFormatContract(labelmexml, {
  tolerance: 0.001,
  samples: [
    {
      name: 'polygons, a box, a line, a point, and what was deleted',
      ...size,
      keeps: 'meaning',
      labels: file(
        object('window', window),
        IMAGE_SIZE,
        object('box', window, { type: BOX }),
        object('edge', polygon([1, 2], [30, 40])),
        object('spot', polygon([1, 2])),
        object('gone', window, { deleted: 1 }),
      ),
    },
    {
      name: 'without objects, and without numbers in its size',
      ...size,
      keeps: 'meaning',
      labels: file('<imagesize><nrows></nrows><ncols></ncols></imagesize>'),
    },
    {
      name: 'objects that cannot be used',
      ...size,
      keeps: 'meaning',
      labels: file(
        ...['\n', object('', window)],
        ...['\n', object('plate', SEGM)],
        ...['\n', object('nothing', '')],
        ...['\n', object('odd', polygon([1, 2], ['', 3], [4, 5]))],
        ...['\n', object('flat', polygon([1, 2], [9, 2]), { type: BOX })],
        object('window', window),
      ),
      problems: [
        '2: an object without a name',
        '3: plate: its mask is a file of its own, which is not read',
        '4: nothing: an object without <polygon> and points in it',
        "5: odd: <x> is '': expected a number",
        '6: flat: the box from 1, 2 to 9, 2 has no area',
      ],
    },
  ],
});

describe("the XML of MIT's LabelMe", () => {
  const read = (text: string) =>
    labelmexml.read([{ role: 'labels', key: 'a.xml', bytes: new TextEncoder().encode(text) }], {
      ...{ image: 'a.jpg', ...size, channels: 3, schema: { classes: [] } },
    });

  it('is pixels from edges: boxes, polygons without a repeated end, lines and points', () => {
    const closed = polygon([1, 1], [9, 1], [9.5, 9], [1, 1]);
    const { annotations, problems } = read(
      file(
        object('\n car \n', window, { type: '<type> bounding_box </type>' }),
        object('a &amp; b', closed),
        object('edge', polygon([1, 2], [30, 40])),
        object('spot', polygon([3, 4])),
      ),
    );
    expect(problems).toEqual([]);
    const ring = [[1, 1], [9, 1], [9.5, 9]]; // prettier-ignore
    const line = [[1, 2], [30, 40]]; // prettier-ignore
    expect(annotations.objects).toEqual([
      { class: 'car', box: [43, 34, 45, 37] },
      { class: 'a & b', polygons: [{ rings: [ring] }] },
      { class: 'edge', lines: [line] },
      { class: 'spot', keypoints: [{ x: 3, y: 4, visibility: 2 }] },
    ]);
  });

  it('says if it was drawn on an image of another size', () => {
    const declared = IMAGE_SIZE.replace('77', '770');
    expectProblems(read(file(declared)), ['the image is declared as 102×770 but is 102×77']);
  });

  it('leaves out deleted objects, and no others', () => {
    const { annotations } = read(file(object('a', window, { deleted: 1 }), object('b', window)));
    expect(annotations.objects.map((one) => one.class)).toEqual(['b']);
  });

  it('refuses XML of another kind', () => {
    expect(() => read('<annotations/>')).toThrow(LabelError);
    expect(() => read('<annotations/>')).toThrow('expected <annotation>, not <annotations>');
  });
});
