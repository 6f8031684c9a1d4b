/* A copy of codes from one regular grid of places to another. Each of four axes: how many, how far apart here and there. */
typedef struct {
    int32_t length, from, to;
} bantam_axis;

static void bantam_move(const bantam_axis axis[4], const int8_t *input, int8_t *output)
{
    int32_t a, b, c, d;

    for (a = 0; a < axis[0].length; a++) {
        for (b = 0; b < axis[1].length; b++) {
            for (c = 0; c < axis[2].length; c++) {
                const int8_t *x = input + a * axis[0].from + b * axis[1].from + c * axis[2].from;
                int8_t *y = output + a * axis[0].to + b * axis[1].to + c * axis[2].to;

                for (d = 0; d < axis[3].length; d++) {
                    y[d * axis[3].to] = x[d * axis[3].from];
                }
            }
        }
    }
}
