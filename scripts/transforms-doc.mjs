// `npm run docs` writes docs/transforms.md from the catalogue.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { builtInTransforms } from '../dist/core/transforms/catalogue.js';
import { describeParameters } from '../dist/core/transforms/describe.js';
import { transformExamples } from '../dist/core/transforms/examples.js';

const INTRODUCTION = `# Transforms

\`scripts/transforms-doc.mjs\` writes this page. Names, parameters, defaults and meanings are those of Albumentations 2.0.8, unless an origin is given. [operations.md](operations.md) lists the Operations that the transforms consist of.

- **Ranges.** Where a range is expected, a single number stands for a range, as in Albumentations: \`limit: 30\` of Rotate is [−30, 30], \`rotate: 30\` of Affine is [30, 30]. Two numbers ascend; where Albumentations sorts them, either order is accepted.
- **Interpolations** are \`nearest\`, \`linear\`, \`cubic\`, \`area\`, \`lanczos\`, \`linear_exact\` and \`nearest_exact\`, or cv2's 0 to 6. **Borders** are \`constant\`, \`replicate\`, \`reflect\`, \`wrap\` and \`reflect_101\`, or cv2's 0 to 4. In warps \`area\` means \`linear\`, as in OpenCV; both exact forms are what \`linear\` and \`nearest\` are there anyway.
- **Sizes** are (height, width). Angles are in degrees, counter-clockwise as displayed.
- **Grey images.** Brightness, contrast, gamma, inversion, equalization, blur, noise, compression and dropout act on the one channel. HueSaturationValue changes the value only. RGBShift, Posterize and RandomToneCurve act as on red. ToGray, ToSepia, ChannelShuffle, ChannelDropout and PlanckianJitter, Color of the policies, and saturation and hue of ColorJitter and PhotoMetricDistort, change nothing.

\`augment transforms NAME --preview IMAGE\` draws each of them on an image of yours, as they are drawn here.

## What is refused

\`augment recipe check\` refuses these parameters with a reason; none is ignored.

- A \`mask_interpolation\` other than \`nearest\`, and \`area_for_downscale: image_mask\`: masks hold class numbers, between which nothing can be interpolated.
- \`fill: inpaint_telea\` and \`fill: inpaint_ns\` of dropouts are not supported.
- Lists of values to choose from, for \`px\` and \`percent\` of CropAndPad, are not supported. A \`fill\` of three numbers is one colour; Albumentations chooses one of them as a grey.
- \`compression_type: webp\` of ImageCompression is not supported.
- \`num_output_channels\` of ToGray must be 3.
- \`ensure_safe_range: true\` together with \`brightness_by_max: false\` of RandomBrightnessContrast: the safe contrast would depend on the mean of the image.
- A \`scale\` of Affine that is not above 0: use HorizontalFlip and VerticalFlip to mirror.

## Where the result differs from Albumentations

- Pixels and labels share one matrix, in edge coordinates. SafeRotate and Perspective of Albumentations move pixels half a pixel away from boxes. Here both follow the boxes, and so does the canvas of Affine with \`fit_output\`. Keypoints of resizes keep to pixel centres.
- OpenCV's warps round positions to 1/32 of a pixel; here they are finer. In the stored comparisons warped samples differ by less than 0.25 levels on average and by at most 4. Flips, crops, pads, tables and motion blurs are equal in every byte. HSV, resizes, ToSepia, and kernels with weights that are not equal, differ by at most 1 level: OpenCV rounds weights, and takes the even level where a sum lies half way between two.
- \`ignore\` of AutoContrast ignores the level in every channel. Albumentations also leaves out the channel whose index is the level.
- \`method: gaussian\` of Sharpen adds what the image has more than the blurred one. In Albumentations differences wrap around in eight bits, so that smooth places become noise.
- \`method: pca\` of ToGray: the direction of a principal component is arbitrary. Here its largest weight is positive; in Albumentations some images become negatives.
- CLAHE of 16 bits is not OpenCV's, whose limit leaves hardly any contrast there: it gives what it gives for 8 bits, in finer steps.
- RandAugment, TrivialAugmentWide and AutoAugment draw and compute as torchvision 0.22 does with images of Pillow, which is what its training recipes give them; boxes, masks and keypoints follow, which torchvision refuses. Shears are about the upper left corner there, and so here. Brightness, Posterize, Solarize, AutoContrast, Equalize, Invert, translations and nearly all pixels of shears and rotations are equal in every byte. Color and Contrast differ by at most 1 level, Sharpness by 0.4 on average: Pillow rounds between its steps, and leaves the outermost pixels as they are.
- RandAugment with \`space: timm\` or \`timm_increasing\` has the operations of timm 1.0.31, equal in every byte but for Color, Contrast and Sharpness, as above, and for what is sheared, turned, or moved by parts of a pixel, which Pillow does not blend with what is outside. \`rand-m9-mstd0.5-inc1\` is \`{ space: timm_increasing, magnitude: 9, num_magnitude_bins: 11, magnitude_std: 0.5, op_p: 0.5 }\`. One bit is left where timm keeps none, which Pillow refuses. timm draws between linear and cubic interpolation; here it is what \`interpolation\` says.
- PhotoMetricDistort differs from torchvision by at most 1 level, but by up to 6, and 0.7 on average, where it changes the hue: hues are in steps of 2°, as in Albumentations.
- Label maps of linear, cubic and area resizes are sampled at pixel centres (\`nearest_exact\` in Albumentations). Nearest resizes read ⌊i · source / target⌋ for images and label maps, with OpenCV's rounding.
- An absent axis of \`shear\` of Affine is 0 (in Albumentations 1°, by accident). RandomGamma at exactly 100 changes nothing (in Albumentations some levels decrease by 1).
- BBoxSafeRandomCrop rounds outwards. Albumentations may cut up to a pixel off an object.
- Each range of the hole sides of CoarseDropout is either pixels or fractions. Albumentations decides this for both by the height. \`[0.5, 1]\` is refused; Albumentations takes it for pixels.
- Ranges include both ends, also those of \`px\` of CropAndPad and \`unit_size_range\` of GridDropout, from which Albumentations never draws the upper end.
- CropAndPad refuses an image of which nothing would be left. Albumentations then cuts off less by a formula that is wrong.
- RandomCropNearBBox crops around an object of the image, drawn at random, as files have no box for it. Sides are rounded outwards. Where sides would cross, the crop is the box itself; in Albumentations it is the centre of the image.
- RandomCropFromBorders and RandomSizedCrop leave at least one pixel; Albumentations may fail there.
- \`holes_number_xy\` of GridDropout is (columns, rows), as its name says. Albumentations takes it for (rows, columns).
- Dropouts hide what they cover: the covered part counts against \`min_visibility\`, and a box keeps its size. Albumentations also makes a box smaller to what stays visible of it.
- ConstrainedCoarseDropout without \`bbox_labels\` covers parts of all objects; Albumentations does nothing then, and warns. Objects without a box have that around all their shapes, here and in the crops that look for objects.
- RandomIoUCrop keeps each object of which a part stays visible, by \`labels.min_visibility\`; torchvision removes those whose centre is outside. torchvision goes on trying for ever; here the image stays whole after 100 overlaps were tried.
- ScaleJitter averages pixels where it shrinks (OpenCV's area); torchvision weights them by a triangle twice as wide, and is softer.
- ImageCompression encodes red as red. Albumentations hands RGB to an encoder that expects BGR.
- Defocus with \`alias_blur\` 0 leaves the edge of its disc sharp (in Albumentations 0 blurs more than 0.5 does).
- Morphological leaves labels as they are: bright objects grow under a dilation, dark ones shrink. Albumentations dilates and erodes masks and boxes, too.
- SaltAndPepper and PixelDropout strike each pixel with the same probability; SaltAndPepper of Albumentations strikes exact numbers of pixels. PixelDropout leaves boxes as they are, where Albumentations makes them smaller.
- UnsharpMask rounds the blurred image to levels before it compares it with the threshold: single samples next to the threshold differ by up to 9 levels, 0.3 on average. Images of 16 bits are exact.
- ISONoise takes grey images, too. It leaves out shifts of the hue that change no sample by half a level, as all do with the default \`color_shift\`.
- Downscale stretches the small image over the whole one. In Albumentations the way down has the factor \`scale\` and the way up another one where a side does not divide: the image shifts by up to a pixel.
- RandomGridShuffle keeps one label for each object, see [operations.md](operations.md#pieces-and-parts). Albumentations makes a box of each part.
- GridElasticDeform moves the points of an even grid of the result, and the image between them bilinearly. Albumentations moves those of the image, and leaves black gaps where cells fold over.
- GlassBlur: where several pixels come to one place with \`mode: fast\`, the uppermost of them stays, in Albumentations the leftmost; \`mode: exact\` exchanges the pixels of colour images too, where Albumentations copies them.
- CropNonEmptyMaskIfExists finds labelled pixels in label maps and in masks of objects that are bitmaps. It follows up to 1024 of them, evenly spaced, through the earlier steps.
- MaskDropout covers objects, in the most precise shape that their labels have; Albumentations covers connected regions of a mask. A bitmap that earlier steps moved is covered by its box, and a shape of more than 256 rows in bands of several rows.
- SelectiveChannelTransform runs its transforms on each channel as on a grey image; in Albumentations they get all chosen channels at once.
- ChannelDropout and PlanckianJitter leave grey images as they are, where Albumentations stops.
- GridDistortion is linear in each cell. Albumentations shows a column twice between two cells, so that positions differ by up to a pixel; without \`normalized\` it squeezes a whole step into the rest of a side. OpticalDistortion is centred; in Albumentations its camera shifts the image by half a pixel.
- ElasticTransform's field has the same strength all over the image; in Albumentations it is several times stronger at the edges, whose random numbers are repeated beyond them. Its numbers are divided by the greatest that is to be expected, not by the greatest drawn. With \`alpha_unit: torchvision\` and \`noise_distribution: uniform\` it has the law of torchvision's ElasticTransform, which mirrors its random numbers at the edges, and is up to √2 times as strong along them.
- RandomPerspective draws and computes as torchvision 0.22 does. A pixel that is partly outside of the image is blended with \`fill\` as far as it is; torchvision weights \`fill\` twice there, and Pillow not at all. With a \`distortion_scale\` above two thirds, the corners may make no convex shape, at 0.8 in one of 500 images and at 1 in one of ten: then the image stays as it is, where torchvision shows it torn in two.
- ThinPlateSpline holds its control points. Albumentations solves for one spline and evaluates another, so that it moves pixels about four times as far with 4 points a side, and eleven times with 6.
- PiecewiseAffine interpolates bilinearly between its points, and changes nothing where none moves. Albumentations 2.0.8 weights all points by their inverse squared distances, which contracts the image around each of them.
- Labels of curved maps move by the field itself, boxes with their whole outline. Albumentations draws boxes and keypoints as pixels, and moves those. An object of which nothing is left is dropped.
- Weather and light draw other random numbers than Albumentations, by the same laws; where places and forms are given, images agree within a few levels. They take grey images, too. RandomShadow rounds where Albumentations cuts off.
- RandomFog adds up its discs before they are laid over the image; Albumentations rounds the image after each disc.
- RandomSnow and RandomGravel leave pixels that they do not mean as they are; Albumentations converts the whole image to 8-bit HLS and back, which changes colours by up to several levels. With \`method: texture\` snow is white light that is added; in Albumentations it is added to hue and saturation as well, so that greys become coloured.
- RandomSunFlare lays its glow over the image once; Albumentations rounds after each of its rings, and loses the faintest. With \`physics_based\` reflections have the colour of the sun, and colours do not part at edges (in Albumentations by up to 3 levels).
- Spatter's drops of rain are shaded by the height of the field above the threshold; Albumentations shades them by the distance to edges that Canny's method finds. Where no pixel is above the threshold, nothing changes; Albumentations then covers a tenth of all pixels with mud.
- PlasmaBrightnessContrast and PlasmaShadow have Albumentations' pattern; its default \`roughness\` makes grain, not clouds, and its \`plasma_size\` has no effect. Brightness is clipped before contrast changes.
- Illumination runs evenly from the darkest to the brightest corner at every angle; in Albumentations at multiples of 45° only, and at others the whole image becomes brighter or darker.
- ZoomBlur zooms about the centre, exactly; Albumentations about whole pixels near it. There are at most 60 views.
- AugMix draws and computes as torchvision 0.22 does with tensors, but rounds the sum, which torchvision cuts off. Some of its chains move the image; the labels stay where the image itself has them.
- Mosaic with \`layout: touching\` lays images as Ultralytics does before it moves the whole and cuts out the middle: a \`target_size\` of twice the size of training, a \`cell_shape\` of that size, a \`center_range\` of [0.25, 0.75], \`fit_mode: contain\`; then Affine and CenterCrop. \`augment recipe import\` writes these steps. Sides of images are rounded, there up.
- OverlayElements takes elements, their shapes and their labels from the pool; \`bbox\` is one for all. Their proportions stay where they are made smaller, and alpha counts, which Albumentations ignores. It hides labels below, which Albumentations keeps.
- Superpixels draws for each superpixel; Albumentations draws for as many as are wanted, begins again where there are more, and never replaces the one in the upper left corner.
- HistogramMatching, FDA and PixelDistributionAdaptation take the other image from the pool of the recipe, with equal chances. HistogramMatching is equal but for the roundings of the other image's size and of the blend. FDA changes the same frequencies, and rounds to the nearest level; Albumentations rounds down.
- PixelDistributionAdaptation of Albumentations 2.0.8 mixes in black, as it loses a factor of 255 on the way back. Here the image gets the statistics that its documentation means. With \`pca\` each component turns by the smaller angle; upstream it may point the other way.
- Reflecting borders do not multiply labels.
`;

const GROUPS = {
  spatial: 'Spatial',
  pixel: 'Pixel',
  dropout: 'Dropout',
  mixing: 'Mixing',
  policy: 'Policies',
  control: 'Control',
};

function section(entry) {
  return [
    `### ${entry.name}`,
    entry.summary + (entry.origin ? ` Origin: ${entry.origin}.` : ''),
    exampleOf(entry),
    ...(entry.group === 'control' ? [] : [pictureOf(entry)]),
    parameterTable(entry),
    ...Object.entries(entry.refused ?? {}).map(([name, reason]) => `- \`${name}\` is refused: ${reason}`),
  ].join('\n\n');
}

function exampleOf({ name, group }) {
  const parameters = transformExamples[name];
  if (parameters === undefined) throw new Error(`src/core/transforms/examples.ts has no example of ${name}`);
  const node = parameters === '{}' ? name : `${name}: ${parameters}`;
  const mix = group === 'mixing' ? ['mix: { pool: pool.json }'] : [];
  return ['```yaml', ...mix, 'transforms:', `  - ${node}`, '```'].join('\n');
}

/** Drawn by scripts/transforms-gallery.mjs. */
function pictureOf({ name }) {
  return `![A photo with its labels, and what the example of ${name} makes of it](images/transforms/${name}.webp)`;
}

function parameterTable(entry) {
  const rows = describeParameters(entry).map(({ name, default: value, type, meaning }) =>
    [`\`${name}\``, value === undefined ? 'required' : `\`${value}\``, type, meaning].join(' | '),
  );
  const head = ['parameter | default | accepts | meaning', '--- | --- | --- | ---'];
  return [...head, ...rows].map((row) => `| ${row} |`).join('\n');
}

const chapters = Object.entries(GROUPS).map(([group, title]) => {
  const entries = builtInTransforms.entries.filter((entry) => entry.group === group);
  return [`## ${title}`, ...entries.map(section)].join('\n\n');
});
const text = [INTRODUCTION, ...chapters].join('\n\n');
const target = new URL('../docs/transforms.md', import.meta.url);
writeFileSync(target, await format(text, { ...(await resolveConfig(target)), parser: 'markdown' }));
