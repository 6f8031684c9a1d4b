/* Right shifts of negative numbers must keep the sign: every compiler for the targets does so, and this line proves it. */
typedef char bantam_shift_keeps_sign[(-1 >> 1) == -1 ? 1 : -1];

/*
 * round(value * multiplier * 2^(shift - 31)), in the two roundings of TensorFlow Lite Micro: the product with the
 * multiplier (0 <= multiplier < 2^31) half up, then the division by a power of two half away from zero.
 * A 31-bit factor times a 32-bit value plus 2^30 stays below 2^63, and the product shifted by 31 fits 32 bits.
 */
static int32_t bantam_requantize(int32_t value, int32_t multiplier, int32_t shift)
{
    int64_t enlarged = value;
    int32_t high;
    int32_t mask;
    int32_t threshold;
    int32_t right;

    if (shift > 0) {
        enlarged *= (int64_t)1 << shift;
        if (enlarged > INT32_MAX) {
            enlarged = INT32_MAX;
        }
        if (enlarged < INT32_MIN) {
            enlarged = INT32_MIN;
        }
        shift = 0;
    }

    high = (int32_t)((enlarged * multiplier + ((int64_t)1 << 30)) >> 31);
    right = -shift;
    mask = (int32_t)(((uint32_t)1 << right) - 1U);
    threshold = (mask >> 1) + (high < 0 ? 1 : 0);
    return (high >> right) + ((high & mask) > threshold ? 1 : 0);
}
