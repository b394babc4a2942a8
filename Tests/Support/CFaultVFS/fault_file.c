#include <errno.h>

#include "fault_instance.h"

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
  int failed = skein_fault_trips(file->instance, skein_fault_read);
  unlock(file->instance);
  return failed ? SQLITE_IOERR_READ : file->real->pMethods->xRead(file->real, bytes, count, offset);
}

static int write_through(fault_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  int code = file->real->pMethods->xWrite(file->real, bytes, count, offset);
  if (code == SQLITE_OK && file->tracked) skein_fault_durable_write(file->tracked->durable, offset, bytes, count);
  return code;
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
  fault_file *file = (fault_file *)base;
  skein_fault_vfs *instance = file->instance;
  int code;
  lock(instance);
  if (skein_fault_trips(instance, skein_fault_write)) {
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
  if (!skein_fault_trips(file->instance, skein_fault_truncate)) {
    code = file->real->pMethods->xTruncate(file->real, size);
    if (code == SQLITE_OK && file->tracked) skein_fault_durable_truncate(file->tracked->durable, size);
  }
  unlock(file->instance);
  return code;
}

static int file_sync(sqlite3_file *base, int flags) {
  (void)flags;
  fault_file *file = (fault_file *)base;
  int code = SQLITE_OK;
  lock(file->instance);
  if (skein_fault_trips(file->instance, skein_fault_sync)) {
    if (file->instance->has_power && file->tracked) skein_fault_durable_forget(file->tracked->durable);
    code = SQLITE_IOERR_FSYNC;
  } else if (file->tracked) {
    skein_fault_durable_commit(file->tracked->durable);
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
  int failed = skein_fault_trips(file->instance, skein_fault_shared_memory);
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
const sqlite3_io_methods skein_fault_file_methods = {
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
