/*
 * Depthwise convolution; weights [row, column, channel]. The plan has proved that no sum leaves 32 bits.
 * Two channels at a time; an odd last one is computed alone, but written twice.
 */
static void bantam_depthwise(const bantam_window *w, const bantam_layer *layer, const int8_t *input, int8_t *output)
{
    const int32_t channels = w->input_channels;
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
            const int8_t *patch = input + ((top + first_row) * w->input_width + left + first_column) * channels;
            const int8_t *filter = layer->weights + (first_row * w->kernel_width + first_column) * channels;

            for (a = 0; a < channels; a += 2) {
                const int32_t b = a + 1 < channels ? a + 1 : a;
                const int8_t *x = patch;
                const int8_t *k = filter;
                int32_t sum_a = layer->bias[a];
                int32_t sum_b = layer->bias[b];

                for (i = first_row; i < rows; i++) {
                    for (j = first_column; j < columns; j++) {
                        sum_a += k[a] * (x[a] + offset);
                        sum_b += k[b] * (x[b] + offset);
                        x += channels;
                        k += channels;
                    }
                    x += (w->input_width - columns + first_column) * channels;
                    k += (w->kernel_width - columns + first_column) * channels;
                }
                output[a] = bantam_code(&layer->output, sum_a, layer->multiplier[a], layer->shift[a]);
                output[b] = bantam_code(&layer->output, sum_b, layer->multiplier[b], layer->shift[b]);
            }
            output += channels;
        }
    }
}
