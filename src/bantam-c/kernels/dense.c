/* Fully connected layer; weights [output, input]: a convolution of one pixel. */
static void bantam_dense(int32_t inputs, int32_t outputs, const bantam_layer *layer, const int8_t *input, int8_t *output)
{
    const bantam_window pixel = {1, 1, inputs, 1, 1, outputs, 1, 1, 1, 1, 0, 0};

    bantam_convolution(&pixel, layer, input, output);
}
