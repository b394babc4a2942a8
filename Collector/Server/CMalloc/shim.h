// glibc's malloc settings, which Swift's Glibc module leaves out.
#ifndef SKEIN_MALLOC_SHIM_H
#define SKEIN_MALLOC_SHIM_H

#include <malloc.h>

#endif
