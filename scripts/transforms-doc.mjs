// `node scripts/transforms-doc.mjs`, after a build: writes docs/transforms.md from the catalogue.
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { catalogue } from '../dist/core/transforms/catalogue.js';
import { describeParameters } from '../dist/core/transforms/describe.js';

const INTRODUCTION = `# Transforms

Written by \`scripts/transforms-doc.mjs\`. Names, parameters, defaults and meanings are those of Albumentations 2.0.8, unless an origin is given. What kinds of Operations carry them: [operations.md](operations.md).

- **Ranges.** Where a range is expected, a single number stands for one as it does upstream: \`limit: 30\` is [−30, 30], \`rotate: 30\` of Affine is 30.
- **Interpolations** are \`nearest\`, \`linear\`, \`cubic\` and \`area\`, or cv2's 0, 1, 2, 3; **borders** are \`constant\`, \`replicate\`, \`reflect\`, \`wrap\` and \`reflect_101\`, or cv2's 0 to 4. Warps take \`area\` for \`linear\`, as OpenCV does.
- **Sizes** are (height, width). Angles are in degrees, counter-clockwise as displayed.
- **Refused**, each with its reason, never ignored: \`lanczos4\`, \`linear_exact\` and \`nearest_exact\`; a \`mask_interpolation\` other than \`nearest\`, and \`area_for_downscale: image_mask\` (masks hold class numbers, between which nothing can be interpolated); \`rotate_method: ellipse\` (boxes follow the mask or polygon of their object, or their corners); inpainting fills; ToGray by \`from_lab\`, \`desaturation\` or \`pca\`, and to another number of channels than 3; \`ensure_safe_range\` together with \`brightness_by_max: false\`; scales of Affine that are not above 0.
- **Grey pictures.** Brightness, contrast, gamma, inversion, blur, noise, compression and dropout act as on one channel; HueSaturationValue acts by its value alone; ToGray, and saturation and hue of ColorJitter, do nothing.

## Where the result differs from Albumentations
- Pixels and labels share one matrix, in edge coordinates. Upstream's SafeRotate and Perspective move pixels half a pixel away from boxes; here both follow the boxes, and so does the canvas of Affine with \`fit_output\`. Keypoints of resizes keep to pixel centres.
- OpenCV's warps place pixels to 1/32, ours more finely. In the stored comparisons warped samples differ by less than .25 on average and by at most 4 levels; flips, crops, pads, tables and motion blurs are equal in every byte; HSV, resizes and Gaussian blurs differ by at most 1 level.
- Masks of linear, cubic and area resizes are sampled at pixel centres (\`nearest_exact\` upstream); nearest resizes read ⌊i · source / target⌋ for both.
- A missing axis of Affine's \`shear\` is 0 (upstream 1°, by accident). RandomGamma at exactly 100 changes nothing (upstream loses a level in places).
- BBoxSafeRandomCrop rounds outwards: upstream may cut up to a pixel off an object.
- A range of CoarseDropout's hole sides is pixels or fractions by itself; upstream looks at the height alone. \`[0.5, 1]\` is refused: upstream takes it for pixels.
- ImageCompression keeps red and blue apart: upstream hands RGB to a codec for BGR.
- Reflecting borders do not multiply labels.
`;

const GROUPS = { spatial: 'Spatial', pixel: 'Pixel', dropout: 'Dropout', control: 'Control' };

function section(entry) {
  const rows = describeParameters(entry).map(
    (parameter) =>
      `| \`${parameter.name}\` | ${parameter.default ? `\`${parameter.default}\`` : 'required'} |`,
  );
  const refused = Object.entries(entry.refused ?? {}).map(
    ([name, reason]) => `- \`${name}\` is refused: ${reason}`,
  );
  return [
    `### ${entry.name}`,
    entry.summary + (entry.origin ? ` Origin: ${entry.origin}.` : ''),
    ['| parameter | default |', '| --- | --- |', ...rows].join('\n'),
    refused.join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const chapters = Object.entries(GROUPS).map(([group, title]) => {
  const entries = Object.values(catalogue).filter((entry) => entry.group === group);
  return [`## ${title}`, ...entries.map(section)].join('\n\n');
});
const text = [INTRODUCTION, ...chapters].join('\n\n');
writeFileSync(new URL('../docs/transforms.md', import.meta.url), await format(text, { parser: 'markdown' }));
