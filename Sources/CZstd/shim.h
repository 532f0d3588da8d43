#include <zstd_errors.h>
#include <zstd.h>
