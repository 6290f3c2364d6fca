"""Makes the stored references of the transforms: what Albumentations 2.0.8 (or the origin that a transform names) does with
images, their masks, boxes and keypoints, and the names and defaults of its parameters.

    pip install albumentations==2.0.8 opencv-python-headless==5.0.0.93 numpy==2.4.6 pillow==13.0.0
    pip install torch==2.7.1 torchvision==0.22.1
    python test/reference/make_transform_reference.py

It made the files with these versions in one Python 3.11. Every case fixes what would be random: by ranges of one value,
or by a queue of values (`draws`) that upstream's generators are made to return. The tests feed `draws` to our transform,
in the order in which it asks. All cases run on a small image, whose results are kept whole in test/golden/transforms; one
or a few of each transform run on larger ones, in colours and in grey, of whose results test/golden/sizes keeps samples.
"""

import warnings

warnings.simplefilter("ignore")

from transforms import colours, crops, curved, detection, distributions, dropout, frames, kernels, layers, policies, sizes, spatial, torchvision_maps
from transforms.files import write_sampled, write_whole
from transforms.references import References
from transforms.signatures import write_signatures

GOLDEN = frames.ROOT / "test" / "golden"

# In the order of the cases, of which a new one comes last.
CASES = (
    spatial.spatial,
    sizes.sizes,
    crops.crops,
    sizes.further_sizes,
    crops.further_crops,
    colours.pixels,
    colours.colours,
    colours.adaptive,
    kernels.kernels,
    kernels.windows,
    kernels.coarsened,
    colours.greys,
    kernels.sharpening,
    colours.photometric,
    colours.hsv_gains,
    dropout.dropout,
    dropout.further_dropout,
    detection.detection,
    policies.policies,
    kernels.compression,
    distributions.noise,
    distributions.stripes,
    sizes.letterbox,
    curved.curved,
    distributions.fields,
    layers.layers,
    policies.aug_mix,
    distributions.layer_statistics,
    spatial.turned_by_lanczos,
    sizes.further_interpolations,
    curved.elastic_grids,
    crops.shuffled,
    crops.around_labels,
    dropout.mask_dropout,
    curved.fringes,
    distributions.profiles,
    colours.stains,
    torchvision_maps.perspectives,
    torchvision_maps.elastic_fields,
)
# Whatever the frame.
DISTRIBUTIONS = (
    distributions.noise,
    distributions.stripes,
    distributions.fields,
    distributions.layer_statistics,
    distributions.profiles,
    torchvision_maps.elastic_fields,
)


def made(frame, makers, is_whole=False):
    references = References(frame, is_whole)
    for make in makers:
        make(references)
    return references


def emptied(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    return folder


def main():
    small = made(frames.small(), CASES, is_whole=True)
    images = [make for make in CASES if make not in DISTRIBUTIONS]
    large = [made(one, images) for frame in frames.large() for one in (frame, frame.as_grey())]
    folder = emptied(GOLDEN / "transforms")
    write_whole(small, folder)
    write_signatures(folder)
    write_sampled(large, emptied(GOLDEN / "sizes"))


if __name__ == "__main__":
    main()
