/* round(a * b / 2^31), half up: the product of two numbers in Q0.31. Neither is ever the most negative number twice. */
static int32_t bantam_high_product(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/* round(value / 2^shift), half away from zero, for 0 <= shift <= 62. */
static int32_t bantam_divide(int32_t value, int32_t shift)
{
    const int64_t mask = ((int64_t)1 << shift) - 1;
    const int64_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);
    return (int32_t)(((int64_t)value >> shift) + (((int64_t)value & mask) > threshold ? 1 : 0));
}

static int32_t bantam_saturate(int64_t value)
{
    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

/* 1 / (1 + a) for a in [0, 1), both in Q0.31: three steps of Newton and Raphson in Q2.29, from 48/17 - 32/17 h. */
static int32_t bantam_one_over_one_plus(int32_t a)
{
    const int32_t half = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    int32_t x = 1515870810 + bantam_high_product(half, -1010580540);
    int32_t step;

    for (step = 0; step < 3; step++) {
        const int32_t error = ((int32_t)1 << 29) - bantam_high_product(half, x);
        x += bantam_saturate((int64_t)bantam_high_product(x, error) * 4);
    }
    return bantam_saturate((int64_t)x * 2);
}

/* Softmax of one row of scores, with a table of e^(-difference * scale) in Q0.31. */
static void bantam_softmax_row(int32_t columns, const int32_t *exponentials, const int8_t *input, int8_t *output)
{
    int32_t largest = -128;
    int32_t sum = 0;
    int32_t headroom = 0;
    int32_t mantissa;
    int32_t i;

    for (i = 0; i < columns; i++) {
        largest = input[i] > largest ? input[i] : largest;
    }
    for (i = 0; i < columns; i++) {
        sum += bantam_divide(exponentials[largest - input[i]], 12);
    }
    while (((uint32_t)sum << headroom & 0x80000000U) == 0U) {
        headroom++;
    }

    /* The leading one is dropped: it is the 1 of 1 + a. */
    mantissa = bantam_one_over_one_plus((int32_t)(((uint32_t)sum << headroom) - 0x80000000U));
    for (i = 0; i < columns; i++) {
        const int32_t product = bantam_high_product(mantissa, exponentials[largest - input[i]]);
        const int32_t probability = bantam_divide(product, 12 - headroom + 31 - 8) - 128;
        output[i] = (int8_t)(probability > 127 ? 127 : probability);
    }
}

/* Softmax of each row. Output: scale 1/256, zero point -128. At most 4095 columns. */
static void bantam_softmax(int32_t rows, int32_t columns, const int32_t *exponentials, const int8_t *input, int8_t *output)
{
    int32_t row;

    for (row = 0; row < rows; row++) {
        bantam_softmax_row(columns, exponentials, input + row * columns, output + row * columns);
    }
}
