/* Fully connected layer; weights [output, input]. The plan has proved that no sum leaves 32 bits. */
static void bantam_dense(int32_t inputs, int32_t outputs, const bantam_layer *layer, const int8_t *input, int8_t *output)
{
    const int8_t *k = layer->weights;
    int32_t i, j;

    for (i = 0; i < outputs; i++) {
        int32_t sum = layer->bias[i];

        for (j = 0; j < inputs; j++) {
            sum += k[j] * (input[j] + layer->input_offset);
        }
        k += inputs;
        output[i] = bantam_code(&layer->output, sum, layer->multiplier[i], layer->shift[i]);
    }
}
