/* The average code in each window, rounded half away from zero; the divisor counts positions inside of the image only. */
static void bantam_average_pool(const bantam_window *w, int32_t minimum, int32_t maximum, const int8_t *input, int8_t *output)
{
    const int32_t channels = w->input_channels;
    int32_t row, column, channel, i, j;

    for (row = 0; row < w->output_height; row++) {
        const int32_t top = row * w->stride_height - w->pad_top;
        const int32_t first_row = top < 0 ? 0 : top;
        const int32_t end_row = top + w->kernel_height < w->input_height ? top + w->kernel_height : w->input_height;

        for (column = 0; column < w->output_width; column++) {
            const int32_t left = column * w->stride_width - w->pad_left;
            const int32_t first_column = left < 0 ? 0 : left;
            const int32_t end_column = left + w->kernel_width < w->input_width ? left + w->kernel_width : w->input_width;
            const int32_t count = (end_row - first_row) * (end_column - first_column);

            for (channel = 0; channel < channels; channel++) {
                int32_t sum = 0;
                int32_t average;

                for (i = first_row; i < end_row; i++) {
                    for (j = first_column; j < end_column; j++) {
                        sum += input[(i * w->input_width + j) * channels + channel];
                    }
                }
                average = sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
                average = average < minimum ? minimum : average > maximum ? maximum : average;
                *output++ = (int8_t)average;
            }
        }
    }
}
