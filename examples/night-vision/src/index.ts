import { definePackage } from 'augment-on-demand';
import { frames } from './frames.js';
import { nightVision } from './night-vision.js';

/** Its version is part of what identifies an output: raise it when the same input comes to give other bytes. */
export default definePackage({
  name: 'augment-on-demand-night-vision',
  version: '1.0.0',
  module: import.meta.url,
  transforms: [nightVision],
  formats: [frames],
});
