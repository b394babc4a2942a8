#ifndef SKEIN_DURABLE_FILE_H
#define SKEIN_DURABLE_FILE_H

#include <stdint.h>

// What of a file would survive a power loss: its content at the last sync, and the changes since then.
typedef struct durable_file durable_file;

// Starts with what lies in the file at `path` now; null when memory is short.
durable_file *skein_fault_durable_open(const char *path);
void skein_fault_durable_free(durable_file *file);

// Changes that no sync has covered yet.
void skein_fault_durable_write(durable_file *file, int64_t offset, const void *bytes, int64_t count);
void skein_fault_durable_truncate(durable_file *file, int64_t size);

// A sync succeeded: all changes so far are durable.
void skein_fault_durable_commit(durable_file *file);

// A sync failed: the changes so far will never be durable.
void skein_fault_durable_forget(durable_file *file);

// Power was lost: writes into the file what is left of it. Returns the number of lost sectors, -1 on an error.
long skein_fault_durable_settle(durable_file *file, const char *path, uint64_t *random, int percent);

#endif
