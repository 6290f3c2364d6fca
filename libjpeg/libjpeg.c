// What src/codecs/jpeg/wasm asks of libjpeg-turbo. It does what turbojpeg.c does with the default parameters of
// TurboJPEG 3, so that files and pixels are the same as those of the native library; where it can do more, the comment
// says so.
//
// The host begins with `reset`, which empties the arena that holds everything. So nothing has to be released, also not
// after an error: the host's `fail` throws through all of this.
#include <stdio.h>
#include <string.h>
#include "jinclude.h"
#define JPEG_INTERNALS
#include "jpeglib.h"
#include "jerror.h"
#include "jmemsys.h"
#include "jpegapicomp.h"
#include "transupp.h"

#define EXPORT(name) __attribute__((export_name(#name))) name
#define IMPORT(name) __attribute__((import_module("host"), import_name(#name)))

// Texts are formats as those of printf, with the numbers that belong in them; the host puts them together.
IMPORT(fail) _Noreturn void host_fail(const char *format, const int *numbers);
IMPORT(warn) void host_warn(const char *format, const int *numbers);
IMPORT(write) void host_write(const void *bytes, size_t length);

// More would say nothing new; a damaged file can have millions.
#define MOST_WARNINGS 16
// A scan of a few bytes can cost a pass over the whole image.
#define MOST_SCANS 500
#define ROWS 16

static struct jpeg_decompress_struct decompressor;
static struct jpeg_compress_struct compressor;
static struct jpeg_progress_mgr progress;

// ---- Memory -------------------------------------------------------------------------------------------------------

#define PAGE 65536
extern unsigned char __heap_base;
static uintptr_t next_free;

void EXPORT(reset)(void) { next_free = (uintptr_t)&__heap_base; }

/* Returns NULL where the memory cannot grow. */
void *EXPORT(allocate)(size_t size) {
  uint64_t start = ((uint64_t)next_free + 15) & ~(uint64_t)15;
  uint64_t end = start + size;
  uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) * PAGE;
  if (end > have) {
    uint64_t pages = (end - have + PAGE - 1) / PAGE;
    if (pages > PAGE || __builtin_wasm_memory_grow(0, pages) == (size_t)-1) return NULL;
  }
  next_free = (uintptr_t)end;
  return (void *)(uintptr_t)start;
}

// The system-dependent part of libjpeg's memory manager, in the place of jmemnobs.c.
void *jpeg_get_small(j_common_ptr cinfo, size_t size) { return allocate(size); }
void jpeg_free_small(j_common_ptr cinfo, void *object, size_t size) {}
void *jpeg_get_large(j_common_ptr cinfo, size_t size) { return allocate(size); }
void jpeg_free_large(j_common_ptr cinfo, void *object, size_t size) {}
size_t jpeg_mem_available(j_common_ptr cinfo, size_t least, size_t most, size_t allocated) { return most; }
void jpeg_open_backing_store(j_common_ptr cinfo, backing_store_ptr info, long size) {
  ERREXIT(cinfo, JERR_NO_BACKING_STORE);
}
long jpeg_mem_init(j_common_ptr cinfo) { return 0; }
void jpeg_mem_term(j_common_ptr cinfo) {}

// ---- Errors -------------------------------------------------------------------------------------------------------

// Two texts of the table, which nothing here uses.
#define JCOPYRIGHT_SHORT ""
#define JVERSION ""
#define JMESSAGE(code, text) text,
static const char *const messages[] = {
#include "jerror.h"
};

static _Noreturn void fail(const char *format, int first, int second) {
  int numbers[] = { first, second };
  host_fail(format, numbers);
}

static _Noreturn void error_exit(j_common_ptr cinfo) {
  host_fail(messages[cinfo->err->msg_code], cinfo->err->msg_parm.i);
}

static void emit_message(j_common_ptr cinfo, int level) {
  if (level >= 0 || cinfo->err->num_warnings++ >= MOST_WARNINGS) return;
  host_warn(messages[cinfo->err->msg_code], cinfo->err->msg_parm.i);
}

static void reset_error_mgr(j_common_ptr cinfo) { cinfo->err->num_warnings = 0; }

static struct jpeg_error_mgr errors = {
  .error_exit = error_exit,
  .emit_message = emit_message,
  .reset_error_mgr = reset_error_mgr,
};

// ---- Source and destination ---------------------------------------------------------------------------------------

static void limit_scans(j_common_ptr cinfo) {
  if (((j_decompress_ptr)cinfo)->input_scan_number > MOST_SCANS)
    fail("Progressive JPEG image has more than %d scans", MOST_SCANS, 0);
}

void jpeg_mem_src_tj(j_decompress_ptr cinfo, const unsigned char *bytes, size_t size);

static void open_jpeg(const unsigned char *jpeg, size_t size) {
  decompressor.err = &errors;
  jpeg_create_decompress(&decompressor);
  progress.progress_monitor = limit_scans;
  decompressor.progress = &progress;
  jpeg_mem_src_tj(&decompressor, jpeg, size);
}

static void read_header(void) {
  jpeg_read_header(&decompressor, TRUE);
  // Only what handles 8 bits is compiled in.
  if (decompressor.data_precision != 8) ERREXIT1(&decompressor, JERR_BAD_PRECISION, decompressor.data_precision);
}

// What the host is told about a file.
static JDIMENSION facts[3];

/* Returns width, height and the number of components. */
const JDIMENSION *EXPORT(inspect)(const unsigned char *jpeg, size_t size) {
  open_jpeg(jpeg, size);
  read_header();
  facts[0] = decompressor.image_width, facts[1] = decompressor.image_height, facts[2] = decompressor.num_components;
  return facts;
}

static JOCTET written[65536];

static void empty_output(void) {
  compressor.dest->next_output_byte = written;
  compressor.dest->free_in_buffer = sizeof written;
}
static void init_destination(j_compress_ptr cinfo) { empty_output(); }
static boolean empty_output_buffer(j_compress_ptr cinfo) {
  host_write(written, sizeof written);
  empty_output();
  return TRUE;
}
static void term_destination(j_compress_ptr cinfo) {
  host_write(written, sizeof written - cinfo->dest->free_in_buffer);
}
static struct jpeg_destination_mgr destination = {
  .init_destination = init_destination,
  .empty_output_buffer = empty_output_buffer,
  .term_destination = term_destination,
};

static void open_output(void) {
  compressor.err = &errors;
  jpeg_create_compress(&compressor);
  compressor.dest = &destination;
}

// ---- Decoding -----------------------------------------------------------------------------------------------------

// The region of the scaled image that the host wants, and where it lies in a decoded row.
static struct { JDIMENSION x, y, width, height, left; } region;
static JSAMPROW rows[ROWS];

static J_COLOR_SPACE colours_of(int channels) {
  return channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
}

static void allocate_rows(j_common_ptr cinfo, size_t stride) {
  JSAMPROW buffer = allocate(stride * ROWS);
  if (buffer == NULL) ERREXIT1(cinfo, JERR_OUT_OF_MEMORY, 0);
  for (int i = 0; i < ROWS; i++) rows[i] = buffer + i * stride;
}

// Decodes one unit more on each side: chroma at the edge of what is decoded is interpolated without its neighbour.
static void crop_columns(void) {
  JDIMENSION unit = decompressor.max_h_samp_factor * decompressor._min_DCT_scaled_size;
  JDIMENSION left = region.x > unit ? region.x - unit : 0;
  JDIMENSION right = region.x + region.width + unit;
  if (right > decompressor.output_width) right = decompressor.output_width;
  JDIMENSION width = right - left;
  if (width == decompressor.output_width) left = 0;
  else jpeg_crop_scanline(&decompressor, &left, &width);
  region.left = region.x - left;
}

/* Reads the header and prepares to decode at 1/scale of the size. Returns width and height of what can be decoded. */
const JDIMENSION *EXPORT(decompressBegin)(const unsigned char *jpeg, size_t size, int channels, int scale) {
  open_jpeg(jpeg, size);
  read_header();
  decompressor.out_color_space = colours_of(channels);
  decompressor.dct_method = JDCT_ISLOW;
  decompressor.do_fancy_upsampling = TRUE;
  decompressor.scale_num = 1;
  decompressor.scale_denom = scale;
  jpeg_start_decompress(&decompressor);
  facts[0] = decompressor.output_width, facts[1] = decompressor.output_height;
  return facts;
}

/*
 * Says which part of the scaled image decompressRows decodes; the host sees to it that it lies inside. It may begin
 * anywhere; TurboJPEG's may not. Returns where decompressRows puts its rows, one after the other.
 */
JSAMPROW EXPORT(decompressRegion)(JDIMENSION x, JDIMENSION y, JDIMENSION width, JDIMENSION height) {
  region.x = x, region.y = y, region.width = width, region.height = height;
  crop_columns();
  if (y > 0) jpeg_skip_scanlines(&decompressor, y);
  allocate_rows((j_common_ptr)&decompressor, (size_t)decompressor.output_width * decompressor.output_components);
  return rows[0];
}

// Rows below the region are decoded, too: to skip as far as the last row would leave the rest of the file unread.
static void judge_rest(void) {
  while (decompressor.output_scanline < decompressor.output_height) jpeg_read_scanlines(&decompressor, rows, ROWS);
  jpeg_finish_decompress(&decompressor);
}

/* Returns how many rows it decoded; 0 after the last one, when everything behind them has been read and judged. */
JDIMENSION EXPORT(decompressRows)(void) {
  JDIMENSION end = region.y + region.height;
  if (decompressor.output_scanline >= end) {
    judge_rest();
    return 0;
  }
  JDIMENSION left = end - decompressor.output_scanline, count = 0, wanted = left < ROWS ? left : ROWS;
  while (count < wanted) count += jpeg_read_scanlines(&decompressor, rows + count, wanted - count);
  size_t channels = decompressor.output_components, length = region.width * channels;
  for (JDIMENSION i = 0; i < count; i++) memmove(rows[0] + i * length, rows[i] + region.left * channels, length);
  return count;
}

// ---- Encoding -----------------------------------------------------------------------------------------------------

/* Tables of the host are in zigzag order, as in a file; those that libjpeg takes are in rows. */
static void use_tables(const unsigned short *tables, int count) {
  unsigned int natural[DCTSIZE2];
  for (int table = 0; table < count; table++) {
    for (int i = 0; i < DCTSIZE2; i++) natural[jpeg_natural_order[i]] = tables[table * DCTSIZE2 + i];
    jpeg_add_quant_table(&compressor, table, natural, 100, FALSE);
  }
}

/*
 * Prepares to encode 1 channel as grey or 3 as YCbCr. `across` and `down` say by how much chroma is smaller than luma.
 * `tables` is NULL where the quality decides; else one table of 64 quantisers for each channel's kind.
 * Returns where the host puts its rows, one after the other, at most 16 for each compressRows.
 */
JSAMPROW EXPORT(compressBegin)(JDIMENSION width, JDIMENSION height, int channels, int quality, int across, int down,
                               const unsigned short *tables) {
  open_output();
  compressor.image_width = width;
  compressor.image_height = height;
  compressor.in_color_space = colours_of(channels);
  compressor.input_components = channels;
  jpeg_set_defaults(&compressor);
  if (tables) use_tables(tables, channels == 1 ? 1 : 2);
  else jpeg_set_quality(&compressor, quality, TRUE);
  compressor.dct_method = JDCT_ISLOW;
  jpeg_set_colorspace(&compressor, channels == 1 ? JCS_GRAYSCALE : JCS_YCbCr);
  compressor.comp_info[0].h_samp_factor = across;
  compressor.comp_info[0].v_samp_factor = down;
  jpeg_start_compress(&compressor, TRUE);
  allocate_rows((j_common_ptr)&compressor, (size_t)width * channels);
  return rows[0];
}

void EXPORT(compressRows)(JDIMENSION count) {
  JDIMENSION done = 0;
  while (done < count) done += jpeg_write_scanlines(&compressor, rows + done, count - done);
}

void EXPORT(compressEnd)(void) { jpeg_finish_compress(&compressor); }

// ---- Moving coefficients ------------------------------------------------------------------------------------------

/*
 * A progressive source stays progressive, arithmetic codes stay arithmetic; no markers of applications are kept. Fails where
 * edges that are not whole units would not go where they belong, or the crop does not begin at a unit.
 */
void EXPORT(transform)(const unsigned char *jpeg, size_t size, JXFORM_CODE operation, int cropped, JDIMENSION x,
                       JDIMENSION y, JDIMENSION width, JDIMENSION height, int optimize, int progressive) {
  jpeg_transform_info change = { .transform = operation, .perfect = TRUE, .crop = cropped };
  if (cropped) {
    change.crop_xoffset = x, change.crop_xoffset_set = JCROP_POS;
    change.crop_yoffset = y, change.crop_yoffset_set = JCROP_POS;
    change.crop_width = width, change.crop_width_set = JCROP_POS;
    change.crop_height = height, change.crop_height_set = JCROP_POS;
  }
  open_jpeg(jpeg, size);
  jcopy_markers_setup(&decompressor, JCOPYOPT_NONE);
  read_header();
  if (!jtransform_request_workspace(&decompressor, &change)) fail("Transform is not perfect", 0, 0);
  if (cropped && (x % change.iMCU_sample_width || y % change.iMCU_sample_height))
    fail("To crop this JPEG image, x must be a multiple of %d and y must be a multiple of %d.",
         change.iMCU_sample_width, change.iMCU_sample_height);
  jvirt_barray_ptr *source = jpeg_read_coefficients(&decompressor);
  open_output();
  jpeg_copy_critical_parameters(&decompressor, &compressor);
  jvirt_barray_ptr *target = jtransform_adjust_parameters(&decompressor, &compressor, source, &change);
  compressor.arith_code = decompressor.arith_code;
  compressor.optimize_coding = optimize && !decompressor.arith_code;
  if (progressive || decompressor.progressive_mode) jpeg_simple_progression(&compressor);
  jpeg_write_coefficients(&compressor, target);
  jtransform_execute_transform(&decompressor, &compressor, source, &change);
  jpeg_finish_compress(&compressor);
  jpeg_finish_decompress(&decompressor);
}
