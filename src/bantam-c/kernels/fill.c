/* The same code everywhere. */
static void bantam_fill(int32_t count, int8_t code, int8_t *output)
{
    int32_t i;

    for (i = 0; i < count; i++) {
        output[i] = code;
    }
}
