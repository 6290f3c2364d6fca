"""Compares how this program decodes real images with how Pillow does.

    pip install numpy==2.4.6 pillow==13.0.0
    npm run build
    python test/reference/compare_images.py FOLDER...
    python test/reference/compare_images.py --decode '{"frames": "first", "cmyk": "convert"}' FOLDER...

Takes every image below the folders: what test suites of other programs hold is best. Each side decodes in a process of
its own, with a time limit. Prints a line for each image that is not equal, and counts. The exit code is 1 where this
program crashed, hung, or gave other pixels than Pillow beyond what `DEFINITIONS` states.
"""

import argparse
import json
import select
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

HERE = Path(__file__).resolve().parent
ENDINGS = set(
    ".jpg .jpeg .jpe .jfif .mpo .png .apng .webp .tif .tiff .gif .avif .bmp .dib .heic .heif .hif".split()
)
SECONDS = 60

ANY = 255


@dataclass
class Definition:
    """What docs/images.md states, or a mistake of Pillow's: where it applies, and how far the samples may then differ."""

    why: str
    applies: Callable[[dict, dict], bool]
    colours: int = 0
    mean: float = ANY
    alpha: int = 0


DEFINITIONS = [
    Definition(
        "AVIF: chroma of a lower resolution is repeated, not interpolated",
        lambda ours, _: ours["format"] == "avif",
        colours=ANY,
        mean=1.5,
    ),
    Definition(
        "CMYK is converted by its profile",
        lambda _, theirs: theirs["mode"] == "CMYK" and theirs["icc"],
        colours=ANY,
        mean=45,
    ),
    Definition(
        "TIFF: YCbCr is converted by the coefficients of the file",
        lambda ours, theirs: ours["format"] == "tiff" and theirs["mode"] == "YCbCr",
        colours=ANY,
        mean=1,
    ),
    Definition(
        "TIFF: colours that are multiplied by alpha are divided and rounded",
        lambda ours, theirs: ours["bits"] == 8 and is_premultiplied(theirs),
        colours=1,
    ),
    Definition(
        "TIFF: colours of 16 bits that are multiplied by alpha are divided before they are reduced",
        lambda ours, theirs: ours["bits"] == 16 and is_premultiplied(theirs),
        colours=ANY,
    ),
    Definition(
        "Pillow reads 16 bits in separate planes as 8",
        lambda ours, theirs: ours["bits"] == 16 and theirs.get("planes") == 2,
        colours=ANY,
        alpha=ANY,
    ),
    Definition(
        "GIF: what the first frame does not cover is transparent, or black where the file has no transparency",
        lambda ours, theirs: ours["format"] == "gif" and not theirs["covered"],
        colours=ANY,
        alpha=ANY,
    ),
    Definition(
        "TIFF: a sample that the file does not call alpha is left out",
        lambda ours, theirs: ours["format"] == "tiff" and theirs["mode"] == "RGBA" and not theirs["extra"],
        alpha=ANY,
    ),
    Definition(
        "BMP: Pillow leaves alpha out of 16 bits",
        lambda ours, theirs: ours["format"] == "bmp" and theirs["mode"] == "RGB",
        alpha=ANY,
    ),
    Definition(
        "PNG: Pillow compares the transparent level of grey with 8 bits",
        lambda ours, theirs: ours["format"] == "png" and theirs["mode"] in ("L", "I;16"),
        alpha=ANY,
    ),
]

# Files that no rule describes.
EXCEPTIONS = {
    "blue-and-magenta-crop.avif": "Pillow leaves the file's cropping out",
    "abc_color_irot_alpha_NOirot.avif": "colours are turned and alpha is not, which MIAF forbids",
    "clop_irot_imor.avif": "colours are turned and alpha is not, which MIAF forbids",
    "a33.tif": "the orientation is a BYTE, which Pillow ignores",
    "scan-lzw-8bit-colormap.tiff": "the palette has levels of 8 bits, which Pillow takes for 16",
    "planar-yuv444-jpeg-lzw.tif": "Pillow takes YCbCr in separate planes for RGB",
    "4f14b7aab3a41855378c5517342598b9.png": "more levels of transparency than colours, which libpng passes over",
    "extended_pixi.avif": "4 × 4 pixels of noise, whose chroma is of a lower resolution",
}


def is_premultiplied(theirs):
    return theirs.get("extra") == [1]


TURNS = {
    "identity": lambda pixels: pixels,
    "flip_horizontal": lambda pixels: pixels[:, ::-1],
    "flip_vertical": lambda pixels: pixels[::-1],
    "turn_180": lambda pixels: pixels[::-1, ::-1],
    "transpose": lambda pixels: pixels.swapaxes(0, 1),
    "turn_90": lambda pixels: np.rot90(pixels, 1),
    "turn_270": lambda pixels: np.rot90(pixels, 3),
    "anti_transpose": lambda pixels: np.rot90(pixels, 2).swapaxes(0, 1),
}


class Decoder:
    """A process that answers a line of JSON by another one. It is started again after it ended or was too slow."""

    def __init__(self, command):
        self.command = command
        self.process = None

    def ask(self, request):
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], SECONDS)[0]:
            self.stop()
            return {"hang": f"no answer within {SECONDS} seconds"}
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        code = self.process.wait()
        self.stop()
        return {"crash": f"the process ended with {code}"}

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


def decode_by_pillow():
    Image.MAX_IMAGE_PIXELS = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = read_by_pillow(**request)
        except Exception as error:
            answer = {"refused": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def read_by_pillow(path, samples):
    with Image.open(path) as image:
        facts = {"mode": image.mode, "icc": "icc_profile" in image.info}
        facts["covered"] = all(tile.extents == (0, 0, *image.size) for tile in image.tile)
        if image.format in ("TIFF", "MPO") and hasattr(image, "tag_v2"):
            facts |= {"planes": image.tag_v2.get(284, 1), "extra": list(image.tag_v2.get(338, ()))}
        image.load()
        # Pillow also takes the orientation from XMP, and from text of ImageMagick.
        has_exif = "exif" in image.info or image.format == "TIFF"
        pixels = np.asarray(as_rgba(ImageOps.exif_transpose(image) if has_exif else image))
        pixels.tofile(samples)
        return {"width": pixels.shape[1], "height": pixels.shape[0], **facts}


def as_rgba(image):
    """8 bits, of 16 the upper ones. Transparent pixels keep their colours."""
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image).astype(int) >> 8).clip(0, 255).astype(np.uint8))
    if image.mode == "La":
        image = image.convert("LA")
    if image.mode == "RGBX":
        return Image.merge("RGBA", [*image.split()[:3], Image.new("L", image.size, 255)])
    if image.mode in ("CMYK", "YCbCr", "HSV", "LAB"):
        image = image.convert("RGB")
    return image.convert("RGBA")


def pixels_of(samples, answer):
    return np.fromfile(samples, np.uint8).reshape(answer["height"], answer["width"], 4)


def compare(ours, ours_samples, theirs, theirs_samples):
    """A word for the outcome, and what to say of it."""
    for failure in ("crash", "hang"):
        if failure in ours:
            return failure, ours[failure]
    if "refused" in ours:
        return "refused" if "mode" in theirs else "refused by both", ours["refused"]
    if "mode" not in theirs:
        return "read, and not by Pillow", " ".join(theirs.values())
    mine = TURNS[ours["orientation"]](pixels_of(ours_samples, ours)).astype(int)
    yours = pixels_of(theirs_samples, theirs).astype(int)
    return judge(mine, yours, ours, theirs)


def judge(mine, yours, ours, theirs):
    facts = f"{ours['format']}, {ours['bits']} bits, Pillow's mode {theirs['mode']}"
    if mine.shape != yours.shape:
        return "different", f"{facts}: {mine.shape[:2]} in place of {yours.shape[:2]}"
    if ours["format"] == "gif":
        # The colours beneath transparent pixels are black.
        yours[yours[..., 3] == 0] = 0
    difference = np.abs(mine - yours)
    if not difference.any():
        return "equal", ""
    colours, mean, alpha = difference[..., :3].max(), difference[..., :3].mean(), difference[..., 3].max()
    numbers = f"{facts}: colours at most {colours}, on average {mean:.3f}, alpha at most {alpha}"
    for definition in DEFINITIONS:
        fits = colours <= definition.colours and mean <= definition.mean and alpha <= definition.alpha
        if fits and definition.applies(ours, theirs):
            return "explained", f"{numbers}. {definition.why}"
    return "different", numbers


def images_below(folders):
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix.lower() in ENDINGS and path.is_file():
                yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--decode", type=json.loads, default={}, help="settings of `decode` in JSON")
    parser.add_argument("--pillow", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.pillow:
        return decode_by_pillow()
    settings = json.dumps(arguments.decode)
    ours = Decoder(["node", str(HERE / "decode_images.mjs"), settings])
    theirs = Decoder([sys.executable, __file__, "--pillow"])
    outcomes = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        mine, yours = Path(temporary) / "ours", Path(temporary) / "pillow"
        for path in images_below(arguments.folders):
            our_answer = ours.ask({"path": str(path), "samples": str(mine)})
            their_answer = theirs.ask({"path": str(path), "samples": str(yours)})
            outcome, reason = compare(our_answer, mine, their_answer, yours)
            if outcome == "different" and path.name in EXCEPTIONS:
                outcome, reason = "explained", f"{reason}. {EXCEPTIONS[path.name]}"
            outcomes[outcome] += 1
            if outcome != "equal":
                print(f"{outcome}: {path}: {reason}", flush=True)
    ours.stop()
    theirs.stop()
    for outcome, count in outcomes.most_common():
        print(f"{count:6} {outcome}")
    return 1 if any(outcomes[each] for each in ("crash", "hang", "different")) else 0


if __name__ == "__main__":
    sys.exit(main())
