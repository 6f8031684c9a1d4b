typedef struct {
    int32_t pixels, channels;
    int32_t zero_point;
    int32_t multiplier, shift;
    bantam_output output;
} bantam_average;

/* The mean of each channel over all pixels; the division is part of the multiplier. */
static void bantam_mean(const bantam_average *average, const int8_t *input, int8_t *output)
{
    int32_t channel, pixel;

    for (channel = 0; channel < average->channels; channel++) {
        int32_t sum = 0;

        for (pixel = 0; pixel < average->pixels; pixel++) {
            sum += input[pixel * average->channels + channel] - average->zero_point;
        }
        output[channel] = bantam_code(&average->output, sum, average->multiplier, average->shift);
    }
}
