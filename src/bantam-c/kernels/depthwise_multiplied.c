/*
 * Depthwise convolution with several filters for each channel; weights [row, column, output channel].
 * The plan has proved that no sum leaves 32 bits.
 */
static void bantam_depthwise_multiplied(const bantam_window *w, const bantam_layer *layer, const int8_t *input, int8_t *output)
{
    const int32_t filters = w->output_channels / w->input_channels;
    int32_t row, column, o, i, j;

    for (row = 0; row < w->output_height; row++) {
        const int32_t top = row * w->stride_height - w->pad_top;
        const int32_t first_row = top < 0 ? -top : 0;
        const int32_t rows = w->input_height - top < w->kernel_height ? w->input_height - top : w->kernel_height;

        for (column = 0; column < w->output_width; column++) {
            const int32_t left = column * w->stride_width - w->pad_left;
            const int32_t first_column = left < 0 ? -left : 0;
            const int32_t columns = w->input_width - left < w->kernel_width ? w->input_width - left : w->kernel_width;

            for (o = 0; o < w->output_channels; o++) {
                int32_t sum = layer->bias[o];

                for (i = first_row; i < rows; i++) {
                    const int8_t *x = input + ((top + i) * w->input_width + left + first_column) * w->input_channels + o / filters;
                    const int8_t *k = layer->weights + (i * w->kernel_width + first_column) * w->output_channels + o;

                    for (j = first_column; j < columns; j++) {
                        sum += *k * (*x + layer->input_offset);
                        x += w->input_channels;
                        k += w->output_channels;
                    }
                }
                *output++ = bantam_code(&layer->output, sum, layer->multiplier[o], layer->shift[o]);
            }
        }
    }
}
