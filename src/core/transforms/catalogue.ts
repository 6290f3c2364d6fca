import { insideBoxes } from './control/inside-boxes.js';
import { oneOf } from './control/one-of.js';
import { randomOrder } from './control/random-order.js';
import { selectiveChannelTransform } from './control/selective-channel-transform.js';
import { sequential } from './control/sequential.js';
import { someOf } from './control/some-of.js';
import { coarseDropout } from './dropout/coarse-dropout.js';
import { constrainedCoarseDropout } from './dropout/constrained-coarse-dropout.js';
import { erasing } from './dropout/erasing.js';
import { gridDropout } from './dropout/grid-dropout.js';
import { maskDropout } from './dropout/mask-dropout.js';
import { pixelDropout } from './dropout/pixel-dropout.js';
import { xyMasking } from './dropout/xy-masking.js';
import { copyPaste } from './mixing/copy-paste.js';
import { cutMix } from './mixing/cut-mix.js';
import { fda } from './mixing/fda.js';
import { histogramMatching } from './mixing/histogram-matching.js';
import { mixUp } from './mixing/mix-up.js';
import { mosaic } from './mixing/mosaic.js';
import { overlayElements } from './mixing/overlay-elements.js';
import { pixelDistributionAdaptation } from './mixing/pixel-distribution-adaptation.js';
import { additiveNoise } from './pixel/additive-noise.js';
import { advancedBlur } from './pixel/advanced-blur.js';
import { autoContrast } from './pixel/auto-contrast.js';
import { blur } from './pixel/blur.js';
import { channelDropout } from './pixel/channel-dropout.js';
import { channelShuffle } from './pixel/channel-shuffle.js';
import { chromaticAberration } from './pixel/chromatic-aberration.js';
import { clahe } from './pixel/clahe.js';
import { colorJitter } from './pixel/color-jitter.js';
import { defocus } from './pixel/defocus.js';
import { downscale } from './pixel/downscale.js';
import { emboss } from './pixel/emboss.js';
import { equalize } from './pixel/equalize.js';
import { fancyPca } from './pixel/fancy-pca.js';
import { gaussNoise } from './pixel/gauss-noise.js';
import { gaussianBlur } from './pixel/gaussian-blur.js';
import { glassBlur } from './pixel/glass-blur.js';
import { heStain } from './pixel/he-stain.js';
import { hueSaturationValue } from './pixel/hue-saturation-value.js';
import { illumination } from './pixel/illumination.js';
import { imageCompression } from './pixel/image-compression.js';
import { invertImg } from './pixel/invert-img.js';
import { isoNoise } from './pixel/iso-noise.js';
import { medianBlur } from './pixel/median-blur.js';
import { morphological } from './pixel/morphological.js';
import { motionBlur } from './pixel/motion-blur.js';
import { multiplicativeNoise } from './pixel/multiplicative-noise.js';
import { photoMetricDistort } from './pixel/photo-metric-distort.js';
import { planckianJitter } from './pixel/planckian-jitter.js';
import { plasmaBrightnessContrast } from './pixel/plasma-brightness-contrast.js';
import { plasmaShadow } from './pixel/plasma-shadow.js';
import { posterize } from './pixel/posterize.js';
import { randomBrightnessContrast } from './pixel/random-brightness-contrast.js';
import { randomFog } from './pixel/random-fog.js';
import { randomGamma } from './pixel/random-gamma.js';
import { randomGravel } from './pixel/random-gravel.js';
import { randomHsv } from './pixel/random-hsv.js';
import { randomRain } from './pixel/random-rain.js';
import { randomShadow } from './pixel/random-shadow.js';
import { randomSnow } from './pixel/random-snow.js';
import { randomSunFlare } from './pixel/random-sun-flare.js';
import { randomToneCurve } from './pixel/random-tone-curve.js';
import { rgbShift } from './pixel/rgb-shift.js';
import { ringingOvershoot } from './pixel/ringing-overshoot.js';
import { saltAndPepper } from './pixel/salt-and-pepper.js';
import { sharpen } from './pixel/sharpen.js';
import { shotNoise } from './pixel/shot-noise.js';
import { solarize } from './pixel/solarize.js';
import { spatter } from './pixel/spatter.js';
import { superpixels } from './pixel/superpixels.js';
import { toGray } from './pixel/to-gray.js';
import { toSepia } from './pixel/to-sepia.js';
import { unsharpMask } from './pixel/unsharp-mask.js';
import { zoomBlur } from './pixel/zoom-blur.js';
import { augMix } from './policy/aug-mix.js';
import { autoAugment } from './policy/auto-augment.js';
import { randAugment } from './policy/rand-augment.js';
import { trivialAugmentWide } from './policy/trivial-augment-wide.js';
import { affine } from './spatial/affine.js';
import { atLeastOneBBoxRandomCrop } from './spatial/at-least-one-bbox-random-crop.js';
import { bboxSafeRandomCrop } from './spatial/bbox-safe-random-crop.js';
import { centerCrop } from './spatial/center-crop.js';
import { cropAndPad } from './spatial/crop-and-pad.js';
import { cropNonEmptyMaskIfExists } from './spatial/crop-non-empty-mask-if-exists.js';
import { crop } from './spatial/crop.js';
import { d4 } from './spatial/d4.js';
import { elasticTransform } from './spatial/elastic-transform.js';
import { gridElasticDeform } from './spatial/grid-elastic-deform.js';
import { gridDistortion } from './spatial/grid-distortion.js';
import { horizontalFlip } from './spatial/horizontal-flip.js';
import { letterbox } from './spatial/letterbox.js';
import { longestMaxSize } from './spatial/longest-max-size.js';
import { noOp } from './spatial/no-op.js';
import { padIfNeeded } from './spatial/pad-if-needed.js';
import { opticalDistortion } from './spatial/optical-distortion.js';
import { pad } from './spatial/pad.js';
import { perspective } from './spatial/perspective.js';
import { randomCropFromBorders } from './spatial/random-crop-from-borders.js';
import { randomCropNearBBox } from './spatial/random-crop-near-bbox.js';
import { piecewiseAffine } from './spatial/piecewise-affine.js';
import { randomCrop } from './spatial/random-crop.js';
import { randomGridShuffle } from './spatial/random-grid-shuffle.js';
import { randomIouCrop } from './spatial/random-iou-crop.js';
import { randomPerspective } from './spatial/random-perspective.js';
import { randomResizedCrop } from './spatial/random-resized-crop.js';
import { randomRotate90 } from './spatial/random-rotate-90.js';
import { randomScale } from './spatial/random-scale.js';
import { randomSizedBBoxSafeCrop } from './spatial/random-sized-bbox-safe-crop.js';
import { randomSizedCrop } from './spatial/random-sized-crop.js';
import { randomZoomOut } from './spatial/random-zoom-out.js';
import { resize } from './spatial/resize.js';
import { rotate } from './spatial/rotate.js';
import { safeRotate } from './spatial/safe-rotate.js';
import { scaleJitter } from './spatial/scale-jitter.js';
import { shiftScaleRotate } from './spatial/shift-scale-rotate.js';
import { smallestMaxSize } from './spatial/smallest-max-size.js';
import { thinPlateSpline } from './spatial/thin-plate-spline.js';
import { transpose } from './spatial/transpose.js';
import { verticalFlip } from './spatial/vertical-flip.js';
import { createCatalogue } from './registry.js';
import type { CatalogueEntry } from './registry.js';

/** The transforms of this package. A key that is not its entry's own name does not compile. */
export const catalogue = defineCatalogue({
  // spatial
  Affine: affine,
  AtLeastOneBBoxRandomCrop: atLeastOneBBoxRandomCrop,
  BBoxSafeRandomCrop: bboxSafeRandomCrop,
  CenterCrop: centerCrop,
  Crop: crop,
  CropAndPad: cropAndPad,
  CropNonEmptyMaskIfExists: cropNonEmptyMaskIfExists,
  D4: d4,
  ElasticTransform: elasticTransform,
  GridDistortion: gridDistortion,
  GridElasticDeform: gridElasticDeform,
  HorizontalFlip: horizontalFlip,
  Letterbox: letterbox,
  LongestMaxSize: longestMaxSize,
  NoOp: noOp,
  OpticalDistortion: opticalDistortion,
  Pad: pad,
  PadIfNeeded: padIfNeeded,
  Perspective: perspective,
  PiecewiseAffine: piecewiseAffine,
  RandomCrop: randomCrop,
  RandomCropFromBorders: randomCropFromBorders,
  RandomCropNearBBox: randomCropNearBBox,
  RandomGridShuffle: randomGridShuffle,
  RandomIoUCrop: randomIouCrop,
  RandomPerspective: randomPerspective,
  RandomResizedCrop: randomResizedCrop,
  RandomRotate90: randomRotate90,
  RandomScale: randomScale,
  RandomSizedBBoxSafeCrop: randomSizedBBoxSafeCrop,
  RandomSizedCrop: randomSizedCrop,
  RandomZoomOut: randomZoomOut,
  Resize: resize,
  Rotate: rotate,
  SafeRotate: safeRotate,
  ScaleJitter: scaleJitter,
  ShiftScaleRotate: shiftScaleRotate,
  SmallestMaxSize: smallestMaxSize,
  ThinPlateSpline: thinPlateSpline,
  Transpose: transpose,
  VerticalFlip: verticalFlip,

  // pixel
  AdditiveNoise: additiveNoise,
  AdvancedBlur: advancedBlur,
  AutoContrast: autoContrast,
  Blur: blur,
  CLAHE: clahe,
  ChannelDropout: channelDropout,
  ChannelShuffle: channelShuffle,
  ChromaticAberration: chromaticAberration,
  ColorJitter: colorJitter,
  Defocus: defocus,
  Downscale: downscale,
  Emboss: emboss,
  Equalize: equalize,
  FancyPCA: fancyPca,
  GaussNoise: gaussNoise,
  GaussianBlur: gaussianBlur,
  GlassBlur: glassBlur,
  HEStain: heStain,
  HueSaturationValue: hueSaturationValue,
  Illumination: illumination,
  ISONoise: isoNoise,
  ImageCompression: imageCompression,
  InvertImg: invertImg,
  MedianBlur: medianBlur,
  Morphological: morphological,
  MotionBlur: motionBlur,
  MultiplicativeNoise: multiplicativeNoise,
  PhotoMetricDistort: photoMetricDistort,
  PlanckianJitter: planckianJitter,
  PlasmaBrightnessContrast: plasmaBrightnessContrast,
  PlasmaShadow: plasmaShadow,
  Posterize: posterize,
  RGBShift: rgbShift,
  RandomBrightnessContrast: randomBrightnessContrast,
  RandomFog: randomFog,
  RandomGamma: randomGamma,
  RandomGravel: randomGravel,
  RandomHSV: randomHsv,
  RandomRain: randomRain,
  RandomShadow: randomShadow,
  RandomSnow: randomSnow,
  RandomSunFlare: randomSunFlare,
  RandomToneCurve: randomToneCurve,
  RingingOvershoot: ringingOvershoot,
  SaltAndPepper: saltAndPepper,
  Sharpen: sharpen,
  ShotNoise: shotNoise,
  Solarize: solarize,
  Spatter: spatter,
  Superpixels: superpixels,
  ToGray: toGray,
  ToSepia: toSepia,
  UnsharpMask: unsharpMask,
  ZoomBlur: zoomBlur,

  // dropout
  CoarseDropout: coarseDropout,
  ConstrainedCoarseDropout: constrainedCoarseDropout,
  Erasing: erasing,
  GridDropout: gridDropout,
  MaskDropout: maskDropout,
  PixelDropout: pixelDropout,
  XYMasking: xyMasking,

  // mixing
  CopyPaste: copyPaste,
  CutMix: cutMix,
  FDA: fda,
  HistogramMatching: histogramMatching,
  MixUp: mixUp,
  Mosaic: mosaic,
  OverlayElements: overlayElements,
  PixelDistributionAdaptation: pixelDistributionAdaptation,

  // policy
  AugMix: augMix,
  AutoAugment: autoAugment,
  RandAugment: randAugment,
  TrivialAugmentWide: trivialAugmentWide,

  // control
  InsideBoxes: insideBoxes,
  OneOf: oneOf,
  RandomOrder: randomOrder,
  SelectiveChannelTransform: selectiveChannelTransform,
  Sequential: sequential,
  SomeOf: someOf,
});

/** @internal exported for tests */
export type EntryName = keyof typeof catalogue;

export const builtInTransforms = createCatalogue(Object.values(catalogue));

function defineCatalogue<
  Entries extends { [Name in keyof Entries]: CatalogueEntry & { readonly name: Name } },
>(entries: Entries): Entries {
  return entries;
}
