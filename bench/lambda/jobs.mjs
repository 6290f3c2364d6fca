import { JOBS } from '../jobs.mjs';

const nodes = (transforms) => transforms.map(([name, parameters]) => ({ [name]: parameters }));
const recipe = ({ transforms, quality }, variants) => ({
  version: 1,
  variants,
  output: { quality },
  transforms: nodes(transforms),
});

/** `labels`: a YOLO file is uploaded before each image. `peer`: whether the tutorials' function can do the job. */
export const LAMBDA_JOBS = {
  flip: { title: 'Flip, 1 variant', recipe: recipe(JOBS.flip, 1), labels: false, peer: true },
  labels: {
    title: 'Flip, 1 variant, with YOLO labels (the peer flips the image alone)',
    recipe: recipe(JOBS.flip, 1),
    labels: true,
    peer: true,
  },
  variants: { title: 'Flip, 8 variants', recipe: recipe(JOBS.flip, 8), labels: false, peer: true },
  detection: {
    title: 'Detection, 6 operations × 8 variants, with YOLO labels',
    recipe: recipe(JOBS.detection, 8),
    labels: true,
    peer: false,
  },
};
