/* Any bytes as a protocol file: refused or run to an end, in little memory, with every request
 * answered by nothing. */
#include "script/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEPS_MAX = 20, MEMORY = 2 * 1024 * 1024 };
static const char answer[] = "{\"ok\":{}}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool write_file(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    const bool written = fwrite(data, 1, size, file) == size;
    return fclose(file) == 0 && written;
}

static void run(struct script *script)
{
    struct text out;
    text_init(&out);
    enum script_state state = script_step(script, NULL, 0, &out);
    for (int i = 0; i < STEPS_MAX && state == SCRIPT_ASKS; i++)
        state = script_step(script, answer, sizeof answer - 1, &out);
    text_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct script *script;
    struct why why;
    const struct script_options options = {.library = PROTOCOLS_DIR, .memory_max = MEMORY};
    snprintf(path, sizeof path, "/tmp/script_load_fuzz_%d.lua", (int)getpid());
    if (!write_file(path, data, size))
        abort();
    if (script_load(path, &options, &script, &why) == STATUS_OK) {
        run(script);
        script_free(script);
    }
    unlink(path);
    return 0;
}
