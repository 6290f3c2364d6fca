/* What CMake makes of jconfigint.h.in, for WebAssembly and without SIMD of its own. */
#define HIDDEN
#undef inline
#define INLINE inline
#define THREAD_LOCAL
#define SIZEOF_SIZE_T 4
#define HAVE_BUILTIN_CTZL 1
#define FALLTHROUGH __attribute__((fallthrough));
#define C_ARITH_CODING_SUPPORTED 1
#define D_ARITH_CODING_SUPPORTED 1
#define BITS_IN_JSAMPLE 8
#define PACKAGE_NAME "libjpeg-turbo"
#define VERSION "3.1.0"
#define BUILD ""
/*
 * WebAssembly has pointers of 32 bits and registers of 64, as the x32 ABI, which libjpeg-turbo knows by this name and
 * __ILP32__. With it, Huffman decoding reads as far ahead as on other machines, and so words its warnings in the same way.
 */
#define __x86_64__
