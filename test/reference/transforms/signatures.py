"""The names and defaults of upstream's parameters."""

import inspect
import json

import albumentations as A

NAMES = """HorizontalFlip VerticalFlip Transpose RandomRotate90 D4 Rotate SafeRotate Affine ShiftScaleRotate Perspective
Resize LongestMaxSize SmallestMaxSize PadIfNeeded Crop CenterCrop RandomCrop RandomResizedCrop BBoxSafeRandomCrop NoOp
RandomBrightnessContrast RandomGamma HueSaturationValue ColorJitter ToGray InvertImg GaussianBlur MotionBlur GaussNoise
CoarseDropout ImageCompression RGBShift Solarize Posterize ChannelShuffle ChannelDropout ToSepia Blur Sharpen
RandomToneCurve PlanckianJitter Emboss AdvancedBlur Defocus RingingOvershoot RandomScale Pad CropAndPad
RandomCropFromBorders RandomCropNearBBox RandomSizedCrop RandomSizedBBoxSafeCrop AtLeastOneBBoxRandomCrop Erasing
GridDropout XYMasking ConstrainedCoarseDropout MedianBlur Morphological Downscale ISONoise GridDistortion
OpticalDistortion Equalize AutoContrast CLAHE MultiplicativeNoise SaltAndPepper PixelDropout AdditiveNoise
ShotNoise ElasticTransform ThinPlateSpline PiecewiseAffine RandomGridShuffle GridElasticDeform ChromaticAberration
GlassBlur CropNonEmptyMaskIfExists MaskDropout HEStain
FancyPCA UnsharpMask RandomShadow RandomFog RandomRain RandomSnow RandomSunFlare Spatter RandomGravel
PlasmaBrightnessContrast PlasmaShadow Illumination ZoomBlur Mosaic""".split()


def signatures():
    """Every parameter with its default; null default and no default are told apart."""
    result = {}
    for name in NAMES:
        parameters = inspect.signature(getattr(A, name).__init__).parameters
        result[name] = {
            key: {"default": value.default} if value.default is not inspect.Parameter.empty else {}
            for key, value in parameters.items()
            if key not in ("self", "args", "kwargs")
        }
    return result


def write_signatures(folder):
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in signatures().items())
    (folder / "signatures.json").write_text(f"{{\n{lines}\n}}\n")
