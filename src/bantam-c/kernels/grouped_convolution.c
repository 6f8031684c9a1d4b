/*
 * Convolution in groups and with a dilated window; weights [output channel, row, column, input channel of the group].
 * The plan has proved that no sum leaves 32 bits.
 */
typedef struct {
    bantam_window window;
    int32_t dilation_height, dilation_width, groups;
} bantam_grouped_window;

static int32_t bantam_grouped_sum(const bantam_grouped_window *g, const int8_t *weights, int32_t offset, const int8_t *input, int32_t top, int32_t left)
{
    const bantam_window *w = &g->window;
    const int32_t depth = w->input_channels / g->groups;
    int32_t sum = 0;
    int32_t i, j, c;

    for (i = 0; i < w->kernel_height; i++) {
        const int32_t row = top + i * g->dilation_height;

        for (j = 0; j < w->kernel_width; j++, weights += depth) {
            const int32_t column = left + j * g->dilation_width;

            if (row >= 0 && row < w->input_height && column >= 0 && column < w->input_width) {
                const int8_t *x = input + (row * w->input_width + column) * w->input_channels;

                for (c = 0; c < depth; c++) {
                    sum += weights[c] * (x[c] + offset);
                }
            }
        }
    }
    return sum;
}

static void bantam_grouped_convolution(const bantam_grouped_window *g, const bantam_layer *layer, const int8_t *input, int8_t *output)
{
    const bantam_window *w = &g->window;
    const int32_t depth = w->input_channels / g->groups;
    const int32_t outputs = w->output_channels / g->groups;
    int32_t row, column, o;

    for (row = 0; row < w->output_height; row++) {
        for (column = 0; column < w->output_width; column++) {
            for (o = 0; o < w->output_channels; o++) {
                const int8_t *weights = layer->weights + o * w->kernel_height * w->kernel_width * depth;
                const int32_t sum = layer->bias[o] + bantam_grouped_sum(g, weights, layer->input_offset, input + o / outputs * depth,
                    row * w->stride_height - w->pad_top, column * w->stride_width - w->pad_left);

                *output++ = bantam_code(&layer->output, sum, layer->multiplier[o], layer->shift[o]);
            }
        }
    }
}
