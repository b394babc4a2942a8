#ifndef SKEIN_FAULT_INSTANCE_H
#define SKEIN_FAULT_INSTANCE_H

#include <pthread.h>
#include <sqlite3.h>

#include "durable_file.h"
#include "fault_vfs.h"

enum { operation_count = skein_fault_shared_memory + 1 };

// A file by its path.
typedef struct tracked_file {
  struct tracked_file *next;
  durable_file *durable;
  char path[];
} tracked_file;

struct skein_fault_vfs {
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  char *name;
  pthread_mutex_t mutex;  // guards everything below
  tracked_file *files;
  int open_count;
  int has_power;
  int is_armed;
  skein_fault_operation operation;
  skein_fault_mode mode;
  long nth;
  int system_error;
  long calls[operation_count];
  long hits;
};

// An open file, as SQLite holds it.
typedef struct {
  sqlite3_file base;
  skein_fault_vfs *instance;
  tracked_file *tracked;  // null for temporary files
  sqlite3_file *real;
} fault_file;

// The methods of a `fault_file`.
extern const sqlite3_io_methods skein_fault_file_methods;

static inline void lock(skein_fault_vfs *instance) { pthread_mutex_lock(&instance->mutex); }
static inline void unlock(skein_fault_vfs *instance) { pthread_mutex_unlock(&instance->mutex); }

// Counts a call; returns whether it has to fail, with `errno` set as the system sets it. The mutex is held.
int skein_fault_trips(skein_fault_vfs *instance, skein_fault_operation operation);

#endif
