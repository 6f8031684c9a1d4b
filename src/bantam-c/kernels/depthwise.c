/* Depthwise convolution; weights [row, column, channel]. The plan has proved that no sum leaves 32 bits. */
static void bantam_depthwise(const bantam_window *w, const bantam_layer *layer, const int8_t *input, int8_t *output)
{
    const int32_t channels = w->input_channels;
    int32_t row, column, channel, i, j;

    for (row = 0; row < w->output_height; row++) {
        const int32_t top = row * w->stride_height - w->pad_top;
        const int32_t first_row = top < 0 ? -top : 0;
        const int32_t rows = w->input_height - top < w->kernel_height ? w->input_height - top : w->kernel_height;

        for (column = 0; column < w->output_width; column++) {
            const int32_t left = column * w->stride_width - w->pad_left;
            const int32_t first_column = left < 0 ? -left : 0;
            const int32_t columns = w->input_width - left < w->kernel_width ? w->input_width - left : w->kernel_width;

            for (channel = 0; channel < channels; channel++) {
                int32_t sum = layer->bias[channel];

                for (i = first_row; i < rows; i++) {
                    const int8_t *x = input + ((top + i) * w->input_width + left + first_column) * channels + channel;
                    const int8_t *k = layer->weights + (i * w->kernel_width + first_column) * channels + channel;

                    for (j = first_column; j < columns; j++) {
                        sum += *k * (*x + layer->input_offset);
                        x += channels;
                        k += channels;
                    }
                }
                *output++ = bantam_code(&layer->output, sum, layer->multiplier[channel], layer->shift[channel]);
            }
        }
    }
}
