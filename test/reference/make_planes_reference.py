"""Makes test/golden/planes: TIFFs of many samples a pixel as tifffile writes them.

Run by hand with tifffile 2026.3.3, imagecodecs 2026.3.6 and numpy 2.4; test/planes.test.ts reads the files only, and computes the
samples by the same formula.
"""

from pathlib import Path

import numpy as np
import tifffile

TARGET = Path(__file__).parent.parent / "golden" / "planes"
WIDTH, HEIGHT = 37, 26
TILE = (16, 32)


def samples(count: int, bits: int) -> np.ndarray:
    """Of shape (HEIGHT, WIDTH, count): every sample of a pixel is another one."""
    y, x, sample = np.mgrid[0:HEIGHT, 0:WIDTH, 0:count]
    return ((x * 193 + y * 389 + sample * 6151 + x * y * 7) % (2**bits)).astype(f"uint{bits}")


def write(name: str, count: int, bits: int, separate: bool = False, photometric: str = "minisblack", **more) -> None:
    image = samples(count, bits)
    options = {"photometric": photometric, "metadata": None, "software": False, **more}
    if separate:
        image, options["planarconfig"] = np.moveaxis(image, -1, 0), "separate"
    else:
        options["planarconfig"] = "contig"
    tifffile.imwrite(TARGET / f"{name}.tif", image, **options)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    write("two-8", 2, 8)
    write("three-16", 3, 16)
    write("four-8-strips", 4, 8, rowsperstrip=5, compression="lzw", predictor=2)
    write("five-16-tiles", 5, 16, tile=TILE, compression="zlib", predictor=2)
    write("sixteen-16-big-endian", 16, 16, byteorder=">", rowsperstrip=7, compression="zlib", predictor=2)
    write("six-8-separate", 6, 8, separate=True, rowsperstrip=9, compression="packbits")
    write("six-16-separate-tiles", 6, 16, separate=True, tile=TILE, compression="lzw", predictor=2, byteorder=">")
    write("four-16-big", 4, 16, bigtiff=True)
    write("rgb-and-infrared-8", 4, 8, photometric="rgb", extrasamples=["unspecified"])
    write("four-8-alpha-last", 5, 8, extrasamples=["unspecified", "unspecified", "unspecified", "unassalpha"])
    write("two-16-alpha", 3, 16, extrasamples=["unspecified", "unassalpha"], separate=True)
    # What is refused.
    write("alpha-between-16", 3, 16, extrasamples=["unassalpha", "unspecified"])
    write("seventeen-8", 17, 8)
    write("associated-8", 3, 8, extrasamples=["unspecified", "assocalpha"])
    write("white-is-zero-8", 3, 8, photometric="miniswhite")
    write("jpeg-8", 4, 8, compression="jpeg")
    float_image = samples(4, 8).astype("float32")
    tifffile.imwrite(TARGET / "float.tif", float_image, photometric="minisblack", planarconfig="contig", metadata=None)


if __name__ == "__main__":
    main()
