/*
 * Runs a model on the host over every sample of a file.
 *
 *     program INPUT OUTPUT [TRACE]
 *
 * INPUT holds the samples back to back; OUTPUT receives the results back to back. TRACE, in a traced build, receives
 * for each step a record of four 32-bit words (sample, step, bytes, 0) in the host's byte order, then the bytes.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness_model.h"

enum { GUARD_BYTES = 16, GUARD = 0x5A, EXIT_FILES = 71, EXIT_GUARD = 72 };

static int8_t input[HARNESS_INPUT_BYTES];
static int8_t output[HARNESS_OUTPUT_BYTES + GUARD_BYTES];

#ifdef HARNESS_TRACE
static FILE *trace_file;
static int32_t sample;
static int trace_failed;

void HARNESS_TRACE(int step, const int8_t *data, int32_t bytes)
{
    int32_t record[4];
    record[0] = sample;
    record[1] = (int32_t)step;
    record[2] = bytes;
    record[3] = 0;
    if (bytes < 0
        || fwrite(record, sizeof record, 1, trace_file) != 1
        || fwrite(data, 1, (size_t)bytes, trace_file) != (size_t)bytes) {
        trace_failed = 1;
    }
}
#endif

static int fail(int status, const char *message)
{
    fprintf(stderr, "%s\n", message);
    return status;
}

/* What the model writes behind its output would corrupt its neighbors on a device, so it is looked for here. */
static int guard_is_intact(void)
{
    int i;
    for (i = 0; i < GUARD_BYTES; i++) {
        if (output[HARNESS_OUTPUT_BYTES + i] != GUARD) {
            return 0;
        }
    }

    return 1;
}

int main(int argument_count, char **arguments)
{
    FILE *in;
    FILE *out;
    if (argument_count < 3) {
        return fail(EXIT_FILES, "usage: program INPUT OUTPUT [TRACE]");
    }

    in = fopen(arguments[1], "rb");
    out = fopen(arguments[2], "wb");
    if (in == NULL || out == NULL) {
        return fail(EXIT_FILES, "cannot open the files of samples and results");
    }

#ifdef HARNESS_TRACE
    trace_file = argument_count > 3 ? fopen(arguments[3], "wb") : NULL;
    if (trace_file == NULL) {
        return fail(EXIT_FILES, "cannot open the trace file");
    }
#endif

    memset(output, GUARD, sizeof output);
    while (fread(input, 1, sizeof input, in) == sizeof input) {
        HARNESS_RUN(input, output);
        if (!guard_is_intact()) {
            return fail(EXIT_GUARD, "the model wrote behind its output");
        }

        if (fwrite(output, 1, HARNESS_OUTPUT_BYTES, out) != HARNESS_OUTPUT_BYTES) {
            return fail(EXIT_FILES, "cannot write the results");
        }

#ifdef HARNESS_TRACE
        sample++;
#endif
    }

#ifdef HARNESS_TRACE
    if (fclose(trace_file) != 0 || trace_failed) {
        return fail(EXIT_FILES, "cannot write the trace");
    }
#endif

    return fclose(out) == 0 ? 0 : fail(EXIT_FILES, "cannot write the results");
}
