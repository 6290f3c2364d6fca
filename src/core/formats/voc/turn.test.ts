import { expect, it } from 'vitest';
import { moveAnnotations } from '../../annotations/move.js';
import type { Operation, Orientation } from '../../plan/operations.js';
import type { WriteContext } from '../format.js';
import { voc } from './voc.js';

const context: WriteContext = {
  image: 'a.jpg',
  fileName: 'a.jpg',
  width: 80,
  height: 60,
  channels: 3,
  schema: { classes: [] },
};

const fileOf = ([x0, y0, x1, y1]: readonly number[], rotation: string) =>
  '<annotation><object><name>cat</name>' +
  `<attributes><attribute><name>rotation</name><value>${rotation}</value></attribute></attributes>` +
  `<bndbox><xmin>${x0}</xmin><ymin>${y0}</ymin><xmax>${x1}</xmax><ymax>${y1}</ymax></bndbox>` +
  '</object></annotation>';

function read(text: string) {
  const bytes = new TextEncoder().encode(text);
  return voc.read([{ role: 'labels', key: 'a.xml', bytes }], context).annotations;
}

function moved(text: string, operations: readonly Operation[]) {
  const { annotations, report } = moveAnnotations(read(text), operations);
  const [file] = voc.write(annotations, context);
  return { text: new TextDecoder().decode(file!.bytes), warnings: report.datasetWarnings };
}

const orient = (to: Orientation): Operation => ({ kind: 'orient', to });
const TURNED = fileOf([11, 21, 50, 30], '30.0');

it('a box of VOC with the attribute rotation is an oriented box', () => {
  const [object] = read(TURNED).objects;
  expect(object!.box).toBeUndefined();
  const [first, second] = object!.orientedBox!;
  expect(second[0] - first[0]).toBeCloseTo(40 * Math.cos(Math.PI / 6));
  expect(second[1] - first[1]).toBeCloseTo(20);
});

it.each([
  ['flip_horizontal', [31, 21, 70, 30], [150, 330]],
  ['transpose', [6, 26, 45, 35], [60, 240]],
] as const)('it is written in the same form after %s', (to, box, rotations) => {
  const { text, warnings } = moved(TURNED, [orient(to)]);
  expect(rotations.map((rotation) => fileOf(box, `${rotation}`))).toContain(text);
  expect(warnings).toEqual([]);
});

it.each(['30.0', '-30', '1110', '359.99999'])('its angle %s stays where nothing moves', (rotation) => {
  const text = fileOf([11, 21, 50, 30], rotation);
  expect(moved(text, []).text).toBe(text);
});
