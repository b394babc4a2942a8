#include "fault_vfs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault_instance.h"

int skein_fault_trips(skein_fault_vfs *instance, skein_fault_operation operation) {
  long count = ++instance->calls[operation];
  if (!instance->has_power) {
    errno = EIO;
    return 1;
  }
  if (!instance->is_armed || instance->operation != operation || count < instance->nth) return 0;
  if (instance->mode != skein_fault_sticky && count > instance->nth) return 0;
  instance->hits++;
  errno = instance->system_error;
  if (instance->mode == skein_fault_crash) instance->has_power = 0;
  return 1;
}

// The record of a path; made when it is not known yet. The mutex is held.
static tracked_file *track(skein_fault_vfs *instance, const char *path) {
  for (tracked_file *each = instance->files; each; each = each->next) {
    if (strcmp(each->path, path) == 0) return each;
  }
  size_t length = strlen(path) + 1;
  tracked_file *added = malloc(sizeof *added + length);
  if (!added) abort();
  memcpy(added->path, path, length);
  added->durable = skein_fault_durable_open(path);
  if (!added->durable) abort();
  added->next = instance->files;
  instance->files = added;
  return added;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out_flags) {
  skein_fault_vfs *instance = vfs->pAppData;
  fault_file *file = (fault_file *)base;
  file->base.pMethods = NULL;
  lock(instance);
  int code = SQLITE_CANTOPEN;
  if (!skein_fault_trips(instance, skein_fault_open)) {
    file->instance = instance;
    file->real = (sqlite3_file *)(file + 1);
    file->tracked = path ? track(instance, path) : NULL;
    code = instance->real->xOpen(instance->real, path, file->real, flags, out_flags);
    if (code == SQLITE_OK) {
      file->base.pMethods = &skein_fault_file_methods;
      instance->open_count++;
    }
  }
  unlock(instance);
  return code;
}

// The record stays, as an empty file: a handle may still refer to it.
static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_directory) {
  skein_fault_vfs *instance = vfs->pAppData;
  int code = SQLITE_IOERR_DELETE;
  lock(instance);
  if (instance->has_power) {
    code = instance->real->xDelete(instance->real, path, sync_directory);
    if (code == SQLITE_OK) {
      durable_file *durable = track(instance, path)->durable;
      skein_fault_durable_truncate(durable, 0);
      skein_fault_durable_commit(durable);
    }
  }
  unlock(instance);
  return code;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
  sqlite3_vfs *real = ((skein_fault_vfs *)vfs->pAppData)->real;
  return real->xAccess(real, path, flags, result);
}

static int vfs_full_pathname(sqlite3_vfs *vfs, const char *path, int size, char *result) {
  sqlite3_vfs *real = ((skein_fault_vfs *)vfs->pAppData)->real;
  return real->xFullPathname(real, path, size, result);
}

static int vfs_randomness(sqlite3_vfs *vfs, int count, char *bytes) {
  sqlite3_vfs *real = ((skein_fault_vfs *)vfs->pAppData)->real;
  return real->xRandomness(real, count, bytes);
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) {
  sqlite3_vfs *real = ((skein_fault_vfs *)vfs->pAppData)->real;
  return real->xSleep(real, microseconds);
}

static int vfs_current_time(sqlite3_vfs *vfs, double *day) {
  sqlite3_vfs *real = ((skein_fault_vfs *)vfs->pAppData)->real;
  return real->xCurrentTime(real, day);
}

static int vfs_current_time_int64(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds) {
  sqlite3_vfs *real = ((skein_fault_vfs *)vfs->pAppData)->real;
  return real->xCurrentTimeInt64(real, milliseconds);
}

static int vfs_last_error(sqlite3_vfs *vfs, int count, char *text) {
  sqlite3_vfs *real = ((skein_fault_vfs *)vfs->pAppData)->real;
  return real->xGetLastError(real, count, text);
}

skein_fault_vfs *skein_fault_create(const char *name) {
  sqlite3_vfs *real = sqlite3_vfs_find(NULL);
  skein_fault_vfs *instance = real ? calloc(1, sizeof *instance) : NULL;
  if (!instance) return NULL;
  instance->real = real;
  instance->name = strdup(name);
  instance->has_power = 1;
  pthread_mutex_init(&instance->mutex, NULL);
  instance->vfs = (sqlite3_vfs){
    .iVersion = 2,
    .szOsFile = (int)sizeof(fault_file) + real->szOsFile,
    .mxPathname = real->mxPathname,
    .zName = instance->name,
    .pAppData = instance,
    .xOpen = vfs_open,
    .xDelete = vfs_delete,
    .xAccess = vfs_access,
    .xFullPathname = vfs_full_pathname,
    .xRandomness = vfs_randomness,
    .xSleep = vfs_sleep,
    .xCurrentTime = vfs_current_time,
    .xGetLastError = vfs_last_error,
    .xCurrentTimeInt64 = vfs_current_time_int64,
  };
  if (instance->name && sqlite3_vfs_register(&instance->vfs, 0) == SQLITE_OK) return instance;
  skein_fault_destroy(instance);
  return NULL;
}

static void forget_files(skein_fault_vfs *instance) {
  while (instance->files) {
    tracked_file *next = instance->files->next;
    skein_fault_durable_free(instance->files->durable);
    free(instance->files);
    instance->files = next;
  }
}

void skein_fault_destroy(skein_fault_vfs *instance) {
  sqlite3_vfs_unregister(&instance->vfs);
  forget_files(instance);
  pthread_mutex_destroy(&instance->mutex);
  free(instance->name);
  free(instance);
}

void skein_fault_arm(
  skein_fault_vfs *instance, skein_fault_operation operation, long nth, skein_fault_mode mode, int system_error) {
  lock(instance);
  instance->is_armed = 1;
  instance->operation = operation;
  instance->nth = nth;
  instance->mode = mode;
  instance->system_error = system_error;
  instance->hits = 0;
  memset(instance->calls, 0, sizeof instance->calls);
  unlock(instance);
}

void skein_fault_disarm(skein_fault_vfs *instance) {
  lock(instance);
  instance->is_armed = 0;
  unlock(instance);
}

long skein_fault_calls(skein_fault_vfs *instance, skein_fault_operation operation) {
  lock(instance);
  long count = instance->calls[operation];
  unlock(instance);
  return count;
}

long skein_fault_hits(skein_fault_vfs *instance) {
  lock(instance);
  long count = instance->hits;
  unlock(instance);
  return count;
}

void skein_fault_lose_power(skein_fault_vfs *instance) {
  lock(instance);
  instance->has_power = 0;
  unlock(instance);
}

// The shared memory of a WAL lives in memory only: its file goes.
static void remove_shared_memory(const char *database) {
  size_t length = strlen(database);
  char *path = malloc(length + sizeof "-shm");
  if (!path) abort();
  memcpy(path, database, length);
  memcpy(path + length, "-shm", sizeof "-shm");
  unlink(path);
  free(path);
}

long skein_fault_restart(skein_fault_vfs *instance, uint64_t seed, int percent) {
  long lost = 0;
  lock(instance);
  if (instance->open_count > 0) {
    unlock(instance);
    return -1;
  }
  for (tracked_file *each = instance->files; each && lost >= 0; each = each->next) {
    long count = skein_fault_durable_settle(each->durable, each->path, &seed, percent);
    lost = count < 0 ? -2 : lost + count;
    remove_shared_memory(each->path);
  }
  forget_files(instance);
  instance->has_power = 1;
  instance->is_armed = 0;
  unlock(instance);
  return lost;
}
