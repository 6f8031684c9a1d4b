/* Ternary weights as lists of inputs. For each output: the inputs that are added, then those that are subtracted. */
typedef struct {
    const uint16_t *indices;
    const int32_t *ends;
    const int32_t *positive;
    const int32_t *negative;
} bantam_ternary;

static int32_t bantam_sum_of(const uint16_t *first, const uint16_t *last, const int8_t *input)
{
    int32_t sum = 0;

    while (first != last) {
        sum += input[*first++];
    }
    return sum;
}

/* Two multiplications for each output, however many inputs there are. */
static void bantam_reduce_and_scale(int32_t outputs, const bantam_ternary *layer, const int8_t *input, int32_t *output)
{
    const uint16_t *next = layer->indices;
    int32_t o;

    for (o = 0; o < outputs; o++) {
        const uint16_t *middle = layer->indices + layer->ends[2 * o];
        const uint16_t *last = layer->indices + layer->ends[2 * o + 1];
        output[o] = layer->positive[o] * bantam_sum_of(next, middle, input) - layer->negative[o] * bantam_sum_of(middle, last, input);
        next = last;
    }
}
