/* Runs the ternary layer on every record of standard input: inputs, outputs, indices, then ends, both scales, indices and codes. */
#include <stdint.h>
#include <stdio.h>

#include "../kernels/reduce_and_scale.c"

enum { MOST = 8192 };

static size_t fill(void *target, size_t size, size_t count)
{
    return fread(target, size, count, stdin) == count;
}

int main(void)
{
    static int8_t input[MOST];
    static uint16_t indices[MOST];
    static int32_t ends[MOST], positive[MOST], negative[MOST], output[MOST];
    const bantam_ternary layer = {indices, ends, positive, negative};
    int32_t size[3];

    while (fread(size, sizeof size, 1, stdin) == 1) {
        const size_t inputs = (size_t)size[0], outputs = (size_t)size[1], listed = (size_t)size[2];
        if (inputs > MOST || 2 * outputs > MOST || listed > MOST
            || !fill(ends, sizeof *ends, 2 * outputs) || !fill(positive, sizeof *positive, outputs) || !fill(negative, sizeof *negative, outputs)
            || !fill(indices, sizeof *indices, listed) || !fill(input, 1, inputs)) {
            return 1;
        }
        bantam_reduce_and_scale(size[1], &layer, input, output);
        if (fwrite(output, sizeof *output, outputs, stdout) != outputs) {
            return 1;
        }
    }
    return 0;
}
