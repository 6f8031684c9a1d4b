typedef struct {
    int32_t left_offset, right_offset;
    int32_t multiplier, shift;
    bantam_output output;
} bantam_product;

/* The product of two activations, requantized; at most 255 * 255. */
static void bantam_multiply(int32_t count, const bantam_product *product, const int8_t *left, const int8_t *right, int8_t *output)
{
    int32_t i;

    for (i = 0; i < count; i++) {
        const int32_t value = (left[i] + product->left_offset) * (right[i] + product->right_offset);
        output[i] = bantam_code(&product->output, value, product->multiplier, product->shift);
    }
}
