/* A function of one code, from a table that begins with the value for -128. */
static void bantam_table(int32_t count, const int8_t *table, const int8_t *input, int8_t *output)
{
    int32_t i;

    for (i = 0; i < count; i++) {
        output[i] = table[input[i] + 128];
    }
}
