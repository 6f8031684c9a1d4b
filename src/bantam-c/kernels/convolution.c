/* Convolution; weights [output channel, row, column, input channel]. The plan has proved that no sum leaves 32 bits. */
static void bantam_convolution(const bantam_window *w, const bantam_layer *layer, const int8_t *input, int8_t *output)
{
    const int32_t taps_per_row = w->kernel_width * w->input_channels;
    const int32_t row_stride = w->input_width * w->input_channels;
    int32_t row, column, channel, i, j;

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

            for (channel = 0; channel < w->output_channels; channel++) {
                int32_t sum = layer->bias[channel];
                const int8_t *x = patch;
                const int8_t *k = filter;

                for (i = first_row; i < rows; i++) {
                    for (j = 0; j < count; j++) {
                        sum += k[j] * (x[j] + layer->input_offset);
                    }
                    x += row_stride;
                    k += taps_per_row;
                }
                *output++ = bantam_code(&layer->output, sum, layer->multiplier[channel], layer->shift[channel]);
                filter += w->kernel_height * taps_per_row;
            }
        }
    }
}
