/*
 * Convolution; weights [output channel, row, column, input channel]. The plan has proved that no sum leaves 32 bits.
 * Four output channels at a time share what is read of the image. In the last round a channel that does not exist is
 * replaced by the first of the round, whose result is then written more than once.
 */
static void bantam_convolution(const bantam_window *w, const bantam_layer *layer, const int8_t *input, int8_t *output)
{
    const int32_t channels = w->output_channels;
    const int32_t taps_per_row = w->kernel_width * w->input_channels;
    const int32_t taps = w->kernel_height * taps_per_row;
    const int32_t row_stride = w->input_width * w->input_channels;
    const int32_t offset = layer->input_offset;
    int32_t row, column, a, i, j;

    for (row = 0; row < w->output_height; row++) {
        const int32_t top = row * w->stride_height - w->pad_top;
        const int32_t first_row = top < 0 ? -top : 0;
        const int32_t rows = w->input_height - top < w->kernel_height ? w->input_height - top : w->kernel_height;

        for (column = 0; column < w->output_width; column++) {
            const int32_t left = column * w->stride_width - w->pad_left;
            const int32_t first_column = left < 0 ? -left : 0;
            const int32_t columns = w->input_width - left < w->kernel_width ? w->input_width - left : w->kernel_width;
            const int32_t count = (columns - first_column) * w->input_channels;
            const int8_t *patch = input + (top + first_row) * row_stride + (left + first_column) * w->input_channels;
            const int8_t *filter = layer->weights + first_row * taps_per_row + first_column * w->input_channels;

            for (a = 0; a < channels; a += 4) {
                const int32_t b = a + 1 < channels ? a + 1 : a;
                const int32_t c = a + 2 < channels ? a + 2 : a;
                const int32_t d = a + 3 < channels ? a + 3 : a;
                const int8_t *x = patch;
                const int8_t *weights_a = filter + a * taps;
                const int8_t *weights_b = filter + b * taps;
                const int8_t *weights_c = filter + c * taps;
                const int8_t *weights_d = filter + d * taps;
                int32_t sum_a = layer->bias[a];
                int32_t sum_b = layer->bias[b];
                int32_t sum_c = layer->bias[c];
                int32_t sum_d = layer->bias[d];

                for (i = first_row; i < rows; i++) {
                    for (j = 0; j < count; j++) {
                        const int32_t value = x[j] + offset;
                        sum_a += weights_a[j] * value;
                        sum_b += weights_b[j] * value;
                        sum_c += weights_c[j] * value;
                        sum_d += weights_d[j] * value;
                    }
                    x += row_stride;
                    weights_a += taps_per_row;
                    weights_b += taps_per_row;
                    weights_c += taps_per_row;
                    weights_d += taps_per_row;
                }
                output[a] = bantam_code(&layer->output, sum_a, layer->multiplier[a], layer->shift[a]);
                output[b] = bantam_code(&layer->output, sum_b, layer->multiplier[b], layer->shift[b]);
                output[c] = bantam_code(&layer->output, sum_c, layer->multiplier[c], layer->shift[c]);
                output[d] = bantam_code(&layer->output, sum_d, layer->multiplier[d], layer->shift[d]);
            }
            output += channels;
        }
    }
}
