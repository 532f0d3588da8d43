// Where JSON values end.
#ifndef CTHRESH_JSON_H
#define CTHRESH_JSON_H

#include <stddef.h>
#include <stdint.h>

/// What is behind the object or array that begins at `start`: nothing is looked at but quotes, brackets and braces, and none
/// of these two is told from the other. Negative where it does not end before `limit`, or where a backslash that is outside
/// of strings leaves open what is a string.
///
/// REQUIRES: 64 bytes behind `bytes + limit` are readable.
int64_t thresh_json_container_end(const unsigned char *_Nonnull bytes, int64_t start, int64_t limit);

/// The same with the instructions of a kind of processor, from 0, which every processor has; negative where this one has not.
int64_t thresh_json_container_end_with(int kind, const unsigned char *_Nonnull bytes, int64_t start, int64_t limit);

/// How many kinds of processors this one is.
int thresh_json_kinds(void);

#endif
