#ifndef CMAXMINDDB_SHIM_H
#define CMAXMINDDB_SHIM_H

#include <maxminddb.h>
#include <netinet/in.h>
#include <string.h>

enum { MAXMIND_NONE = 0, MAXMIND_TEXT = 1, MAXMIND_NUMBER = 2 };

/// What a database has at a path for an address, of version 4 in ::ffff:0:0/96: one of the above, or an error of the library,
/// negative. A text is in the database, of so many bytes.
static inline int maxmind_value(
    const MMDB_s *database, const uint8_t address[16], const char *const *path, const char **text, uint64_t *number
) {
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } where;
    memset(&where, 0, sizeof where);
    if (memcmp(address, mapped, sizeof mapped) == 0) {
        where.v4.sin_family = AF_INET;
        memcpy(&where.v4.sin_addr, address + sizeof mapped, 4);
    } else {
        if (database->metadata.ip_version == 4) return MAXMIND_NONE;
        where.v6.sin6_family = AF_INET6;
        memcpy(&where.v6.sin6_addr, address, 16);
    }
    int error = MMDB_SUCCESS;
    MMDB_lookup_result_s found = MMDB_lookup_sockaddr(database, &where.any, &error);
    if (error != MMDB_SUCCESS) return -error;
    if (!found.found_entry) return MAXMIND_NONE;
    MMDB_entry_data_s data;
    error = MMDB_aget_value(&found.entry, &data, path);
    if (error == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR) return MAXMIND_NONE;
    if (error != MMDB_SUCCESS) return -error;
    if (!data.has_data) return MAXMIND_NONE;
    switch (data.type) {
    case MMDB_DATA_TYPE_UTF8_STRING:
        *text = data.utf8_string;
        *number = data.data_size;
        return MAXMIND_TEXT;
    case MMDB_DATA_TYPE_UINT16: *number = data.uint16; return MAXMIND_NUMBER;
    case MMDB_DATA_TYPE_UINT32: *number = data.uint32; return MAXMIND_NUMBER;
    case MMDB_DATA_TYPE_UINT64: *number = data.uint64; return MAXMIND_NUMBER;
    default: return MAXMIND_NONE;
    }
}

#endif
