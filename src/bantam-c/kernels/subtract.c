typedef struct {
    int32_t left_offset, left_multiplier, left_shift;
    int32_t right_offset, right_multiplier, right_shift;
    int32_t multiplier, shift;
    bantam_output output;
} bantam_difference;

/* Both inputs are brought to a common fine scale, as in an addition, then subtracted and requantized. */
static void bantam_subtract(int32_t count, const bantam_difference *d, const int8_t *left, const int8_t *right, int8_t *output)
{
    int32_t i;

    for (i = 0; i < count; i++) {
        const int32_t a = bantam_requantize((left[i] + d->left_offset) * (1 << 20), d->left_multiplier, d->left_shift);
        const int32_t b = bantam_requantize((right[i] + d->right_offset) * (1 << 20), d->right_multiplier, d->right_shift);
        output[i] = bantam_code(&d->output, a - b, d->multiplier, d->shift);
    }
}
