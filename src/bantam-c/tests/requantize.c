/*
 * Requantizes every record (value, multiplier, shift) of standard input, and then a code with the zero point 0 from it:
 * compile with KERNEL naming one of the profiles, for example -DKERNEL='"../kernels/requantize-tflm.c"'.
 */
#include <stdint.h>
#include <stdio.h>

#include "../kernels/types.c"
#include KERNEL
#include "../kernels/output.c"

int main(void)
{
    const bantam_output whole = {5, -128, 127};
    int32_t record[3];
    int32_t result[2];

    while (fread(record, sizeof record, 1, stdin) == 1) {
        result[0] = bantam_requantize(record[0], record[1], record[2]);
        result[1] = bantam_code(&whole, record[0], record[1], record[2]);
        if (fwrite(result, sizeof result, 1, stdout) != 1) {
            return 1;
        }
    }
    return 0;
}
