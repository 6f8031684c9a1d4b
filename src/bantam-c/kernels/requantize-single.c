/* Right shifts of negative numbers must keep the sign: every compiler for the targets does so, and this line proves it. */
typedef char bantam_shift_keeps_sign[(-1 >> 1) == -1 ? 1 : -1];

/*
 * round(value * multiplier * 2^(shift - 31)), rounded once, half up, and saturated to 32 bits.
 * The product has magnitude at most 2^62 and the rounding term at most 2^61: 64 bits hold their sum.
 */
static int32_t bantam_requantize(int32_t value, int32_t multiplier, int32_t shift)
{
    int32_t right = 31 - shift;
    int64_t result = ((int64_t)value * multiplier + ((int64_t)1 << (right - 1))) >> right;
    return result > INT32_MAX ? INT32_MAX : result < INT32_MIN ? INT32_MIN : (int32_t)result;
}
