#include "CTestSupport.h"

// Of libFuzzer, where it is linked.
extern int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*input)(const uint8_t *bytes, size_t count))
    __attribute__((weak));

static void (*target)(const uint8_t *bytes, size_t count);

// The name that libFuzzer's own main, which is not used, asks for.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    target(bytes, count);
    return 0;
}

int test_fuzz(int count, char **arguments, void (*body)(const uint8_t *bytes, size_t count)) {
    if (LLVMFuzzerRunDriver == NULL) return -1;
    target = body;
    return LLVMFuzzerRunDriver(&count, &arguments, LLVMFuzzerTestOneInput);
}
