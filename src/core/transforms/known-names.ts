/** Names in other libraries, to distinguish a transform that is missing here from a misspelt one. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'Albumentations 2.0.8':
    `AdditiveNoise AdvancedBlur Affine AtLeastOneBBoxRandomCrop AutoContrast BBoxSafeRandomCrop Blur
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
    SquareSymmetry Superpixels TextImage ThinPlateSpline TimeMasking TimeReverse ToFloat ToGray ToRGB ToSepia Transpose
    UnsharpMask VerticalFlip XYMasking ZoomBlur`.split(/\s+/),
  torchvision:
    'AugMix AutoAugment CutMix MixUp PhotoMetricDistort RandAugment RandomIoUCrop RandomZoomOut ScaleJitter TrivialAugmentWide'.split(
      ' ',
    ),
  'the literature': ['CopyPaste'],
};

/** The library that has a transform of this name, if the catalogue lacks it. */
export function ownerOf(name: string): string | undefined {
  return Object.keys(ELSEWHERE).find((library) => ELSEWHERE[library]!.includes(name));
}
