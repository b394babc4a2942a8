#ifndef SKEIN_CSQLITE_SHIM_H
#define SKEIN_CSQLITE_SHIM_H

#include <sqlite3.h>

// Variadic in C, and so not imported into Swift.
static inline int skein_sqlite3_db_config(sqlite3 *connection, int option, int value) {
  return sqlite3_db_config(connection, option, value, (int *)0);
}

// Cast macros in C: the destructor that makes SQLite copy, and the one that makes it borrow.
static inline int skein_sqlite3_bind_blob_borrowed(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_STATIC);
}

static inline int skein_sqlite3_bind_text_copied(sqlite3_stmt *statement, int index, const char *text, int count) {
  return sqlite3_bind_text(statement, index, text, count, SQLITE_TRANSIENT);
}

#endif
