/* Clamping before the zero point is added gives the same code as clamping after it, and cannot overflow. */
static int8_t bantam_code(const bantam_output *output, int32_t value, int32_t multiplier, int32_t shift)
{
    int32_t steps = bantam_requantize(value, multiplier, shift);
    int32_t lowest = output->minimum - output->zero_point;
    int32_t highest = output->maximum - output->zero_point;
    steps = steps < lowest ? lowest : steps > highest ? highest : steps;
    return (int8_t)(steps + output->zero_point);
}
