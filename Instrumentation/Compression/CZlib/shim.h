#ifndef SKEIN_CZLIB_SHIM_H
#define SKEIN_CZLIB_SHIM_H

#include <zlib.h>

// The init functions of zlib are macros over these, which Swift cannot import.
static inline int skein_inflate_init(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}

static inline int skein_deflate_init(z_stream *stream, int level, int window_bits, int memory_level, int strategy) {
  return deflateInit2(stream, level, Z_DEFLATED, window_bits, memory_level, strategy);
}

#endif
