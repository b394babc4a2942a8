#include "fault_vfs.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "durable_file.h"

enum { operation_count = skein_fault_shared_memory + 1 };

// A file by its path, while any connection knows it.
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

typedef struct {
  sqlite3_file base;
  skein_fault_vfs *instance;
  tracked_file *tracked;  // null for temporary files
  sqlite3_file *real;
} fault_file;

static void lock(skein_fault_vfs *instance) { pthread_mutex_lock(&instance->mutex); }
static void unlock(skein_fault_vfs *instance) { pthread_mutex_unlock(&instance->mutex); }

// Counts a call; returns whether it has to fail, with `errno` set as the system sets it. The mutex is held.
static int trips(skein_fault_vfs *instance, skein_fault_operation operation) {
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

// MARK: Files

static int file_close(sqlite3_file *base) {
  fault_file *file = (fault_file *)base;
  lock(file->instance);
  file->instance->open_count--;
  unlock(file->instance);
  return file->real->pMethods->xClose(file->real);
}

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
  fault_file *file = (fault_file *)base;
  lock(file->instance);
  int failed = trips(file->instance, skein_fault_read);
  unlock(file->instance);
  return failed ? SQLITE_IOERR_READ : file->real->pMethods->xRead(file->real, bytes, count, offset);
}

static int write_through(fault_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  int code = file->real->pMethods->xWrite(file->real, bytes, count, offset);
  if (code == SQLITE_OK && file->tracked) durable_file_write(file->tracked->durable, offset, bytes, count);
  return code;
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
  fault_file *file = (fault_file *)base;
  skein_fault_vfs *instance = file->instance;
  int code;
  lock(instance);
  if (trips(instance, skein_fault_write)) {
    int system_error = errno;
    if (instance->has_power) write_through(file, bytes, count / 2, offset);
    errno = system_error;
    code = system_error == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  } else {
    code = write_through(file, bytes, count, offset);
  }
  unlock(instance);
  return code;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
  fault_file *file = (fault_file *)base;
  int code = SQLITE_IOERR_TRUNCATE;
  lock(file->instance);
  if (!trips(file->instance, skein_fault_truncate)) {
    code = file->real->pMethods->xTruncate(file->real, size);
    if (code == SQLITE_OK && file->tracked) durable_file_truncate(file->tracked->durable, size);
  }
  unlock(file->instance);
  return code;
}

static int file_sync(sqlite3_file *base, int flags) {
  (void)flags;
  fault_file *file = (fault_file *)base;
  int code = SQLITE_OK;
  lock(file->instance);
  if (trips(file->instance, skein_fault_sync)) {
    if (file->instance->has_power && file->tracked) durable_file_forget(file->tracked->durable);
    code = SQLITE_IOERR_FSYNC;
  } else if (file->tracked) {
    durable_file_commit(file->tracked->durable);
  }
  unlock(file->instance);
  return code;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
  sqlite3_file *real = ((fault_file *)base)->real;
  return real->pMethods->xFileSize(real, size);
}

static int file_lock(sqlite3_file *base, int level) {
  sqlite3_file *real = ((fault_file *)base)->real;
  return real->pMethods->xLock(real, level);
}

static int file_unlock(sqlite3_file *base, int level) {
  sqlite3_file *real = ((fault_file *)base)->real;
  return real->pMethods->xUnlock(real, level);
}

static int file_check_reserved_lock(sqlite3_file *base, int *result) {
  sqlite3_file *real = ((fault_file *)base)->real;
  return real->pMethods->xCheckReservedLock(real, result);
}

static int file_control(sqlite3_file *base, int operation, void *argument) {
  sqlite3_file *real = ((fault_file *)base)->real;
  return real->pMethods->xFileControl(real, operation, argument);
}

static int file_sector_size(sqlite3_file *base) {
  sqlite3_file *real = ((fault_file *)base)->real;
  return real->pMethods->xSectorSize(real);
}

static int file_device_characteristics(sqlite3_file *base) {
  sqlite3_file *real = ((fault_file *)base)->real;
  return real->pMethods->xDeviceCharacteristics(real);
}

static int file_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **memory) {
  fault_file *file = (fault_file *)base;
  lock(file->instance);
  int failed = trips(file->instance, skein_fault_shared_memory);
  unlock(file->instance);
  if (failed) return errno == ENOSPC ? SQLITE_IOERR_SHMSIZE : SQLITE_CANTOPEN;
  return file->real->pMethods->xShmMap(file->real, region, size, extend, memory);
}

static int file_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
  sqlite3_file *real = ((fault_file *)base)->real;
  return real->pMethods->xShmLock(real, offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *base) {
  sqlite3_file *real = ((fault_file *)base)->real;
  real->pMethods->xShmBarrier(real);
}

static int file_shm_unmap(sqlite3_file *base, int delete_file) {
  sqlite3_file *real = ((fault_file *)base)->real;
  return real->pMethods->xShmUnmap(real, delete_file);
}

// Version 2: shared memory, but no memory-mapped reads and writes, which could not be counted.
static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_reserved_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_device_characteristics,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

// MARK: The VFS

// The record of a path; made when it is not known yet. The mutex is held.
static tracked_file *track(skein_fault_vfs *instance, const char *path) {
  for (tracked_file *each = instance->files; each; each = each->next) {
    if (strcmp(each->path, path) == 0) return each;
  }
  size_t length = strlen(path) + 1;
  tracked_file *added = malloc(sizeof *added + length);
  if (!added) abort();
  memcpy(added->path, path, length);
  added->durable = durable_file_open(path);
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
  if (!trips(instance, skein_fault_open)) {
    file->instance = instance;
    file->real = (sqlite3_file *)(file + 1);
    file->tracked = path ? track(instance, path) : NULL;
    code = instance->real->xOpen(instance->real, path, file->real, flags, out_flags);
    if (code == SQLITE_OK) {
      file->base.pMethods = &methods;
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
      durable_file_truncate(durable, 0);
      durable_file_commit(durable);
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

// MARK: The interface

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
    durable_file_free(instance->files->durable);
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
    long count = durable_file_settle(each->durable, each->path, &seed, percent);
    lost = count < 0 ? -2 : lost + count;
    remove_shared_memory(each->path);
  }
  forget_files(instance);
  instance->has_power = 1;
  instance->is_armed = 0;
  unlock(instance);
  return lost;
}
