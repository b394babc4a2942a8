#ifndef SKEIN_FAULT_VFS_H
#define SKEIN_FAULT_VFS_H

#include <stdint.h>

// A SQLite VFS for tests: the system's own, with faults.
//
// It passes every call on to the default VFS, and can
//   - make the Nth read, write, sync, truncation, open or mapping of shared memory fail, once or from then on;
//   - lose power: every call fails from then on, and `skein_fault_restart` leaves in the files only what a sync had
//     made durable, and a random part of the rest, torn at sectors of 512 bytes.
// What is durable is modelled here, so no call waits for a real disk. A sync that fails makes the writes before it
// undurable for good, as Linux does: later syncs do not bring them back. Creating and deleting a file is durable at
// once.
//
// Each instance has its own state and name; its functions may be called from any thread.

typedef struct skein_fault_vfs skein_fault_vfs;

typedef enum {
  skein_fault_read,
  skein_fault_write,
  skein_fault_sync,
  skein_fault_truncate,
  skein_fault_open,
  skein_fault_shared_memory
} skein_fault_operation;

typedef enum {
  skein_fault_once,    // the Nth call fails
  skein_fault_sticky,  // the Nth and all later calls fail
  skein_fault_crash    // power is lost at the Nth call, before it has an effect
} skein_fault_mode;

// Registers an instance with SQLite under `name`; null when memory is short.
skein_fault_vfs *skein_fault_create(const char *name);

// All connections must have been closed.
void skein_fault_destroy(skein_fault_vfs *vfs);

// Sets the one fault of an instance, and starts counting at 0. `system_error` is an errno: ENOSPC becomes SQLITE_FULL
// for writes, anything else the I/O error of the operation. A write that fails leaves its first half behind.
void skein_fault_arm(
  skein_fault_vfs *vfs, skein_fault_operation operation, long nth, skein_fault_mode mode, int system_error);

void skein_fault_disarm(skein_fault_vfs *vfs);

// How often an operation was called since the last `arm`, or since `create`.
long skein_fault_calls(skein_fault_vfs *vfs, skein_fault_operation operation);

// How often the fault fired since the last `arm`.
long skein_fault_hits(skein_fault_vfs *vfs);

// Loses power now.
void skein_fault_lose_power(skein_fault_vfs *vfs);

// Power comes back: puts the files into the state that the loss left, where each sector that was not synchronised
// survived with `percent` probability. All connections must have been closed.
//
// Returns how many sectors were lost; -1 when a connection is still open, -2 when a file could not be written.
long skein_fault_restart(skein_fault_vfs *vfs, uint64_t seed, int percent);

#endif
