"""What the native libjpeg-turbo 3.1.2 of vendor/jpeg-turbo gives: hashes of files and pixels, and its words for damage.

Writes test/golden/libjpeg.json, with which src/codecs/jpeg/wasm/libjpeg-wasm.test.ts compares the library compiled to
WebAssembly. Needs Linux on x64 and nothing but Python: `npm run build && python test/reference/make_libjpeg_reference.py`.
"""
import ctypes
import hashlib
import itertools
import json
import pathlib

ROOT = pathlib.Path(__file__).parents[2]
LIBRARY = ROOT / 'vendor/jpeg-turbo/prebuilds/jpeg-turbo-linux-x64/libturbojpeg.so.0'
PHOTOS = ['soccer.jpg', 'girl-and-dog.jpeg', 'dandelions.jpg']
COMPRESS, DECOMPRESS, TRANSFORM = 0, 1, 2
STOP_ON_WARNING, QUALITY, SUBSAMPLING, WIDTH, HEIGHT = 0, 3, 4, 5, 6
FORMATS = {1: 6, 3: 0, 4: 11}
SUBSAMPLINGS = {'4:4:4': 0, '4:2:2': 1, '4:2:0': 2, 'grey': 3, '4:4:0': 4}
OPERATIONS = ['none', 'hflip', 'vflip', 'transpose', 'transverse', 'rot90', 'rot180', 'rot270']
PERFECT, CROP, PROGRESSIVE, COPY_NONE, OPTIMIZE = 1, 4, 32, 64, 256

pointer, size, integer, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_char_p


class Factor(ctypes.Structure):
    _fields_ = [('numerator', integer), ('denominator', integer)]


class Change(ctypes.Structure):
    _fields_ = [(name, integer) for name in ('x', 'y', 'width', 'height', 'operation', 'options')]
    _fields_ += [('data', pointer), ('filter', pointer)]


turbo = ctypes.CDLL(str(LIBRARY))
turbo.tj3Init.restype = pointer
turbo.tj3GetErrorStr.restype = text
for name, types in {
    'tj3Init': [integer], 'tj3Destroy': [pointer], 'tj3GetErrorStr': [pointer], 'tj3Free': [pointer],
    'tj3Set': [pointer, integer, integer], 'tj3Get': [pointer, integer],
    'tj3SetScalingFactor': [pointer, Factor], 'tj3DecompressHeader': [pointer, text, size],
    'tj3Decompress8': [pointer, text, size, pointer, integer, integer],
    'tj3Compress8': [pointer, text, *[integer] * 4, ctypes.POINTER(pointer), ctypes.POINTER(size)],
    'tj3Transform': [pointer, text, size, integer, ctypes.POINTER(pointer), ctypes.POINTER(size), ctypes.POINTER(Change)],
}.items():
    getattr(turbo, name).argtypes = types


def opened(kind, settings):
    handle = turbo.tj3Init(kind)
    for parameter, value in settings.items():
        turbo.tj3Set(handle, parameter, value)
    return handle


def error_of(handle):
    return turbo.tj3GetErrorStr(handle).decode('latin-1').removeprefix('tj3Transform(): ').replace('\n', ' ')


def outcome(data):
    return {'sha256': hashlib.sha256(data).hexdigest()}


def decode(jpeg, channels, scale):
    handle = opened(DECOMPRESS, {STOP_ON_WARNING: 1})
    if turbo.tj3DecompressHeader(handle, jpeg, len(jpeg)) != 0:
        return {'error': error_of(handle)}
    turbo.tj3SetScalingFactor(handle, Factor(1, scale))
    width, height = (-(-turbo.tj3Get(handle, side) // scale) for side in (WIDTH, HEIGHT))
    samples = ctypes.create_string_buffer(width * height * channels)
    if turbo.tj3Decompress8(handle, jpeg, len(jpeg), ctypes.cast(samples, pointer), 0, FORMATS[channels]) != 0:
        return {'error': error_of(handle)}
    return outcome(samples.raw)


def encode(samples, width, height, channels, quality, subsampling):
    handle = opened(COMPRESS, {QUALITY: quality, SUBSAMPLING: SUBSAMPLINGS['grey' if channels == 1 else subsampling]})
    file, length = pointer(), size(0)
    assert turbo.tj3Compress8(handle, samples, width, 0, height, FORMATS[channels], file, length) == 0
    return ctypes.string_at(file, length.value)


def transform(jpeg, operation, crop, options):
    handle = opened(TRANSFORM, {STOP_ON_WARNING: 1})
    flags = PERFECT | COPY_NONE | options | (CROP if crop else 0)
    change = Change(*(crop or [0] * 4), OPERATIONS.index(operation), flags)
    file, length = pointer(), size(0)
    if turbo.tj3Transform(handle, jpeg, len(jpeg), 1, file, length, change) != 0:
        return {'error': error_of(handle)}
    return outcome(ctypes.string_at(file, length.value))


def pattern(width, height, channels):
    """The same numbers as in the test: smooth colours with edges in them."""
    return bytes(
        (x * 3 + y * 5 + c * 70 + (x // 9 * 31 ^ y // 5 * 17)) & 255
        for y in range(height) for x in range(width) for c in range(channels)
    )


def encodings():
    sizes = [(1, 1), (16, 16), (17, 33), (35, 50), (64, 48)]
    for at, (quality, (width, height)) in enumerate(itertools.product([*range(1, 100, 7), 98, 100], sizes)):
        channels = 1 if at % 6 == 5 else 3
        for subsampling in ['4:4:4', '4:4:0', '4:2:2', '4:2:0'][: 1 if channels == 1 else 4]:
            settings = dict(width=width, height=height, channels=channels, quality=quality, subsampling=subsampling)
            file = encode(pattern(width, height, channels), width, height, channels, quality, subsampling)
            yield {**settings, **outcome(file)}


def decodings():
    for photo, scale, channels in itertools.product(PHOTOS, [1, 2, 4, 8], [1, 3]):
        yield {'photo': photo, 'scale': scale, 'channels': channels, **decode(photos[photo], channels, scale)}


def damages():
    photo = 'soccer.jpg'
    for at in range(300, len(photos[photo]), len(photos[photo]) // 60):
        cut, changed = photos[photo][:at], bytearray(photos[photo])
        changed[at] ^= 0x55
        # What passes unnoticed is not compared: of values that no encoder writes, code with SIMD makes other pixels.
        errors = [decode(file, 3, 1).get('error') for file in (cut, bytes(changed))]
        yield {'photo': photo, 'at': at, 'cut': errors[0], 'changed': errors[1]}


def transforms():
    for (width, height), subsampling in itertools.product([(96, 80), (100, 75)], ['4:4:4', '4:4:0', '4:2:2', '4:2:0']):
        file = encode(pattern(width, height, 3), width, height, 3, 85, subsampling)
        image = {'width': width, 'height': height, 'subsampling': subsampling}
        for operation, crop in itertools.product(OPERATIONS, [None, [32, 16, 48, 33], [8, 0, 40, 40]]):
            for options in [0, OPTIMIZE, PROGRESSIVE]:
                result = transform(file, operation, crop, options)
                flags = {'optimize': options == OPTIMIZE, 'progressive': options == PROGRESSIVE}
                yield {**image, 'operation': operation, 'crop': crop, **flags, **result}


photos = {name: (ROOT / 'raw-images' / name).read_bytes() for name in PHOTOS}
parts = {'encodings': encodings(), 'decodings': decodings(), 'damages': damages(), 'transforms': transforms()}
lines = (f'"{name}": [\n' + ',\n'.join(map(json.dumps, part)) + '\n]' for name, part in parts.items())
(ROOT / 'test/golden/libjpeg.json').write_text('{\n' + ',\n'.join(lines) + '\n}\n')
