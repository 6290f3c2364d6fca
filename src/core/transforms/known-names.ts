/**
 * All transforms of Albumentations 2.0.8.
 * @internal exported for tests
 */
export const ALBUMENTATIONS: readonly string[] = `
  AdditiveNoise AdvancedBlur Affine AtLeastOneBBoxRandomCrop AutoContrast BBoxSafeRandomCrop Blur
  CLAHE CenterCrop CenterCrop3D ChannelDropout ChannelShuffle ChromaticAberration CoarseDropout CoarseDropout3D
  ColorJitter Compose ConstrainedCoarseDropout Crop CropAndPad CropNonEmptyMaskIfExists CubicSymmetry D4 Defocus
  Downscale ElasticTransform Emboss Equalize Erasing FDA FancyPCA FrequencyMasking FromFloat GaussNoise GaussianBlur
  GlassBlur GridDistortion GridDropout GridElasticDeform HEStain HistogramMatching HorizontalFlip HueSaturationValue
  ISONoise Illumination ImageCompression InvertImg Lambda LongestMaxSize MaskDropout MedianBlur Morphological Mosaic
  MotionBlur MultiplicativeNoise NoOp Normalize OneOf OneOrOther OpticalDistortion OverlayElements Pad Pad3D
  PadIfNeeded PadIfNeeded3D Perspective PiecewiseAffine PixelDistributionAdaptation PixelDropout PlanckianJitter
  PlasmaBrightnessContrast PlasmaShadow Posterize RGBShift RandomBrightnessContrast RandomCrop RandomCrop3D
  RandomCropFromBorders RandomCropNearBBox RandomFog RandomGamma RandomGravel RandomGridShuffle RandomOrder RandomRain
  RandomResizedCrop RandomRotate90 RandomScale RandomShadow RandomSizedBBoxSafeCrop RandomSizedCrop RandomSnow
  RandomSunFlare RandomToneCurve ReplayCompose Resize RingingOvershoot Rotate SafeRotate SaltAndPepper
  SelectiveChannelTransform Sequential Sharpen ShiftScaleRotate ShotNoise SmallestMaxSize Solarize SomeOf Spatter
  SquareSymmetry Superpixels TextImage ThinPlateSpline TimeMasking TimeReverse ToFloat ToGray ToRGB ToSepia ToTensor3D ToTensorV2
  Transpose UnsharpMask VerticalFlip XYMasking ZoomBlur
`
  .trim()
  .split(/\s+/);

const FOR_NETWORKS = 'it makes numbers for a network; image files are written here, so do it where you train';
const FOR_VOLUMES = 'it works on volumes, and these are images';

/**
 * Transforms of Albumentations that will not come, and why.
 * @internal exported for tests
 */
export const NOT_FOR_FILES: Readonly<Record<string, string>> = {
  ...reasonFor('Normalize ToTensorV2 ToTensor3D ToFloat FromFloat', FOR_NETWORKS),
  ...reasonFor('CenterCrop3D CoarseDropout3D CubicSymmetry Pad3D PadIfNeeded3D RandomCrop3D', FOR_VOLUMES),
  Compose: 'the list of transforms replaces it; Sequential groups some of them',
  ReplayCompose: 'the Record of an image has what was drawn, and `augment explain` shows it',
  FrequencyMasking: 'it works on spectrograms; XYMasking covers strips of images',
  TimeMasking: 'it works on spectrograms; XYMasking covers strips of images',
  TimeReverse: 'HorizontalFlip does the same',
  SquareSymmetry: 'D4 does the same',
  OneOrOther: 'OneOf with two transforms does the same',
  Lambda: 'it runs a function of yours; a package can bring transforms of yours',
  TextImage:
    'it needs words, their places and a font for each image; draw words as images with alpha, and OverlayElements lays these over others',
  ToRGB: 'images keep their channels; whoever reads a grey image can copy them',
};

function reasonFor(names: string, reason: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, reason]));
}

/** Why a transform of Albumentations is not here. */
export function whyNotHere(name: string): string | undefined {
  return Object.hasOwn(NOT_FOR_FILES, name) ? NOT_FOR_FILES[name] : undefined;
}
