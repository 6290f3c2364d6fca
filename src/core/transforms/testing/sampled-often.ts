import { Stream } from '../../plan/stream.js';
import { catalogue, type EntryName } from '../catalogue.js';
import type { Sampled, Scene, Transform } from '../transform.js';
import { sceneOf } from './scene.js';

const DRAWS = 4000;

/** What `sample` returns, over many draws of one stream. */
export function sampleOften(
  name: EntryName,
  parameters: object,
  scene: Scene = sceneOf(1000, 800),
  draws = DRAWS,
): Sampled[] {
  const transform = catalogue[name] as Transform;
  const parsed = transform.schema.parse(parameters);
  const random = new Stream([1, 2, 3, 4]);
  return Array.from({ length: draws }, () => transform.sample(parsed, random, scene));
}
