typedef struct {
    int32_t left_offset, left_multiplier, left_shift;
    int32_t right_offset, right_multiplier, right_shift;
    int32_t multiplier, shift;
    bantam_output output;
} bantam_sum;

/* Both inputs are brought to a common fine scale, 2^20 finer than the coarser one, then added and requantized. */
static void bantam_add(int32_t count, const bantam_sum *sum, const int8_t *left, const int8_t *right, int8_t *output)
{
    int32_t i;

    for (i = 0; i < count; i++) {
        const int32_t a = bantam_requantize((left[i] + sum->left_offset) * (1 << 20), sum->left_multiplier, sum->left_shift);
        const int32_t b = bantam_requantize((right[i] + sum->right_offset) * (1 << 20), sum->right_multiplier, sum->right_shift);
        output[i] = bantam_code(&sum->output, a + b, sum->multiplier, sum->shift);
    }
}
