// In the place of what is left out of libjpeg-turbo, which asks for these parts by a file's header or a setting: lossless
// coding, samples of 12 and 16 bits, palettes, merged upsampling. What needs one fails in libjpeg's own words.
#include <stdio.h>
#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"
#include "jerror.h"

#define COMPRESS(name) void name(j_compress_ptr cinfo) { ERREXIT(cinfo, JERR_NOT_COMPILED); }
#define DECOMPRESS(name) void name(j_decompress_ptr cinfo) { ERREXIT(cinfo, JERR_NOT_COMPILED); }
#define BUFFERED_COMPRESS(name) void name(j_compress_ptr cinfo, boolean full) { ERREXIT(cinfo, JERR_NOT_COMPILED); }
#define BUFFERED_DECOMPRESS(name) void name(j_decompress_ptr cinfo, boolean full) { ERREXIT(cinfo, JERR_NOT_COMPILED); }

COMPRESS(j12init_color_converter)
COMPRESS(j16init_color_converter)
COMPRESS(j12init_downsampler)
COMPRESS(j16init_downsampler)
COMPRESS(j12init_forward_dct)
COMPRESS(jinit_lhuff_encoder)
COMPRESS(jinit_lossless_compressor)
COMPRESS(j12init_lossless_compressor)
COMPRESS(j16init_lossless_compressor)
BUFFERED_COMPRESS(j12init_c_main_controller)
BUFFERED_COMPRESS(j16init_c_main_controller)
BUFFERED_COMPRESS(j12init_c_prep_controller)
BUFFERED_COMPRESS(j16init_c_prep_controller)
BUFFERED_COMPRESS(j12init_c_coef_controller)
BUFFERED_COMPRESS(jinit_c_diff_controller)
BUFFERED_COMPRESS(j12init_c_diff_controller)
BUFFERED_COMPRESS(j16init_c_diff_controller)

DECOMPRESS(j12init_inverse_dct)
DECOMPRESS(j12init_upsampler)
DECOMPRESS(j16init_upsampler)
DECOMPRESS(j12init_color_deconverter)
DECOMPRESS(j16init_color_deconverter)
DECOMPRESS(jinit_1pass_quantizer)
DECOMPRESS(j12init_1pass_quantizer)
DECOMPRESS(jinit_2pass_quantizer)
DECOMPRESS(j12init_2pass_quantizer)
DECOMPRESS(jinit_merged_upsampler)
DECOMPRESS(j12init_merged_upsampler)
DECOMPRESS(jinit_lhuff_decoder)
DECOMPRESS(jinit_lossless_decompressor)
DECOMPRESS(j12init_lossless_decompressor)
DECOMPRESS(j16init_lossless_decompressor)
BUFFERED_DECOMPRESS(j12init_d_main_controller)
BUFFERED_DECOMPRESS(j16init_d_main_controller)
BUFFERED_DECOMPRESS(j12init_d_coef_controller)
BUFFERED_DECOMPRESS(j12init_d_post_controller)
BUFFERED_DECOMPRESS(j16init_d_post_controller)
BUFFERED_DECOMPRESS(jinit_d_diff_controller)
BUFFERED_DECOMPRESS(j12init_d_diff_controller)
BUFFERED_DECOMPRESS(j16init_d_diff_controller)
