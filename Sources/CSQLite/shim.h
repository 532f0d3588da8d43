#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast, which Swift does not import. No text at all would be NULL.
static inline int thresh_sqlite3_bind_copy(sqlite3_stmt *statement, int place, const char *text, sqlite3_uint64 size) {
    return sqlite3_bind_text64(statement, place, text ? text : "", size, SQLITE_TRANSIENT, SQLITE_UTF8);
}
