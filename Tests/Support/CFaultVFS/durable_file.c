#include "durable_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { sector_size = 512 };

// A write of `count` bytes at `offset`, or, without bytes, a truncation to `offset`.
typedef struct change {
  struct change *next;
  int64_t offset;
  int64_t count;
  unsigned char bytes[];
} change;

struct durable_file {
  unsigned char *content;
  int64_t size;
  int64_t capacity;
  change *first;
  change **end;
};

static void resize(durable_file *file, int64_t size) {
  if (size > file->capacity) {
    int64_t capacity = size * 2;
    unsigned char *content = realloc(file->content, (size_t)capacity);
    if (!content) abort();
    file->content = content;
    file->capacity = capacity;
  }
  if (size > file->size) memset(file->content + file->size, 0, (size_t)(size - file->size));
  file->size = size;
}

static void patch(durable_file *file, int64_t offset, const unsigned char *bytes, int64_t count) {
  if (offset + count > file->size) resize(file, offset + count);
  memcpy(file->content + offset, bytes, (size_t)count);
}

durable_file *skein_fault_durable_open(const char *path) {
  durable_file *file = calloc(1, sizeof *file);
  if (!file) return NULL;
  file->end = &file->first;
  FILE *stream = fopen(path, "rb");
  if (!stream) return file;
  unsigned char buffer[1 << 14];
  size_t count;
  while ((count = fread(buffer, 1, sizeof buffer, stream)) > 0) patch(file, file->size, buffer, (int64_t)count);
  fclose(stream);
  return file;
}

void skein_fault_durable_forget(durable_file *file) {
  while (file->first) {
    change *next = file->first->next;
    free(file->first);
    file->first = next;
  }
  file->end = &file->first;
}

void skein_fault_durable_free(durable_file *file) {
  skein_fault_durable_forget(file);
  free(file->content);
  free(file);
}

static void record(durable_file *file, int64_t offset, const void *bytes, int64_t count) {
  change *added = malloc(sizeof *added + (size_t)count);
  if (!added) abort();
  added->next = NULL;
  added->offset = offset;
  added->count = count;
  if (count) memcpy(added->bytes, bytes, (size_t)count);
  *file->end = added;
  file->end = &added->next;
}

void skein_fault_durable_write(durable_file *file, int64_t offset, const void *bytes, int64_t count) {
  if (count > 0) record(file, offset, bytes, count);
}

void skein_fault_durable_truncate(durable_file *file, int64_t size) { record(file, size, NULL, 0); }

void skein_fault_durable_commit(durable_file *file) {
  for (change *each = file->first; each; each = each->next) {
    if (each->count) patch(file, each->offset, each->bytes, each->count);
    else resize(file, each->offset);
  }
  skein_fault_durable_forget(file);
}

// SplitMix64.
static uint64_t next_random(uint64_t *state) {
  uint64_t value = (*state += UINT64_C(0x9E3779B97F4A7C15));
  value = (value ^ value >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  value = (value ^ value >> 27) * UINT64_C(0x94D049BB133111EB);
  return value ^ value >> 31;
}

static int survives(uint64_t *random, int percent) { return (int)(next_random(random) % 100) < percent; }

// Applies the sectors of a write that survive; returns the number of those that do not.
static long patch_torn(durable_file *file, const change *write, uint64_t *random, int percent) {
  long lost = 0;
  int64_t done = 0;
  while (done < write->count) {
    int64_t offset = write->offset + done;
    int64_t count = sector_size - offset % sector_size;
    if (count > write->count - done) count = write->count - done;
    if (survives(random, percent)) patch(file, offset, write->bytes + done, count);
    else lost++;
    done += count;
  }
  return lost;
}

long skein_fault_durable_settle(durable_file *file, const char *path, uint64_t *random, int percent) {
  long lost = 0;
  for (change *each = file->first; each; each = each->next) {
    if (each->count) lost += patch_torn(file, each, random, percent);
    else if (survives(random, percent)) resize(file, each->offset);
    else lost++;
  }
  skein_fault_durable_forget(file);
  FILE *stream = fopen(path, "wb");
  if (!stream) return -1;
  size_t written = file->size ? fwrite(file->content, 1, (size_t)file->size, stream) : 0;
  int failed = fclose(stream) != 0 || written != (size_t)file->size;
  return failed ? -1 : lost;
}
