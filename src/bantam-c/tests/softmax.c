/* Runs the softmax on every record of standard input: rows, columns, 256 exponentials, then the codes. */
#include <stdint.h>
#include <stdio.h>

#include "../kernels/softmax.c"

enum { MOST = 8192 };

int main(void)
{
    static int8_t input[MOST];
    static int8_t output[MOST];
    int32_t size[2];
    int32_t exponentials[256];

    while (fread(size, sizeof size, 1, stdin) == 1) {
        const size_t count = (size_t)size[0] * (size_t)size[1];
        if (count > MOST || fread(exponentials, sizeof exponentials, 1, stdin) != 1 || fread(input, 1, count, stdin) != count) {
            return 1;
        }
        bantam_softmax(size[0], size[1], exponentials, input, output);
        if (fwrite(output, 1, count, stdout) != count) {
            return 1;
        }
    }
    return 0;
}
