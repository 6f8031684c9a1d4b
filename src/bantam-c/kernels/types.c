/* A window that slides over an image of [height, width, channels]. Rows and columns outside of the image are skipped. */
typedef struct {
    int32_t input_height, input_width, input_channels;
    int32_t output_height, output_width, output_channels;
    int32_t kernel_height, kernel_width;
    int32_t stride_height, stride_width;
    int32_t pad_top, pad_left;
} bantam_window;

/* The last stage of a layer: what brings a 32-bit sum back to 8 bits. */
typedef struct {
    int32_t zero_point;
    int32_t minimum;
    int32_t maximum;
} bantam_output;

/* A layer with weights. One bias, multiplier and shift for each output channel. */
typedef struct {
    const int8_t *weights;
    const int32_t *bias;
    const int32_t *multiplier;
    const int8_t *shift;
    int32_t input_offset;
    bantam_output output;
} bantam_layer;
