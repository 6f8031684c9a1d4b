#include <string.h>

/* The rows [start, end) of an image that lie in memory, one after the other. */
typedef struct {
    int8_t *data;
    int32_t start, end;
} bantam_rows;

/* One row of a layer to compute: its window over the rows that it needs, and where they and the new row lie. */
typedef struct {
    bantam_window window;
    const int8_t *input;
    int8_t *output;
} bantam_row;

static int32_t bantam_first_row(const bantam_window *w, int32_t row)
{
    const int32_t top = row * w->stride_height - w->pad_top;
    return top < 0 ? 0 : top;
}

static int32_t bantam_end_row(const bantam_window *w, int32_t row)
{
    const int32_t end = row * w->stride_height - w->pad_top + w->kernel_height;
    return end < w->input_height ? end : w->input_height;
}

/*
 * Layers that run row by row: chooses the deepest layer whose rows are there, and describes the row that it computes next.
 * rows[i] holds what layer i writes. Before a row is added, rows that the next layer needs no more make room and the others
 * move up; the last layer writes a whole image.
 */
static int32_t bantam_next_row(int32_t layers, const bantam_window *const *windows, bantam_rows *rows, const int8_t *input, bantam_row *next)
{
    const bantam_window *w;
    int32_t layer = layers - 1;
    int32_t row, first, bytes;

    while (layer > 0 && rows[layer - 1].end < bantam_end_row(windows[layer], rows[layer].end)) {
        layer--;
    }

    w = windows[layer];
    row = rows[layer].end;
    bytes = w->output_width * w->output_channels;
    if (layer + 1 < layers) {
        int32_t start = bantam_first_row(windows[layer + 1], rows[layer + 1].end);

        start = start < row ? start : row;
        memmove(rows[layer].data, rows[layer].data + (start - rows[layer].start) * bytes, (size_t)((row - start) * bytes));
        rows[layer].start = start;
    }

    first = bantam_first_row(w, row);
    next->window = *w;
    next->window.input_height = bantam_end_row(w, row) - first;
    next->window.output_height = 1;
    next->window.pad_top = first - (row * w->stride_height - w->pad_top);
    next->input = (layer == 0 ? input : rows[layer - 1].data) + (first - (layer == 0 ? 0 : rows[layer - 1].start)) * w->input_width * w->input_channels;
    next->output = rows[layer].data + (row - rows[layer].start) * bytes;
    rows[layer].end = row + 1;
    return layer;
}
