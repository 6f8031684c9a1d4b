using Bantam.Model;

namespace Bantam.Formats;

/// <summary>CONV_2D and DEPTHWISE_CONV_2D. Inputs: activation NHWC, weights OHWI or 1HWC, and optionally a bias.</summary>
internal static class ConvolutionImports
{
    public static void Conv2d(OperatorImport op)
    {
        TfliteConvolutionOptions options = op.Options<TfliteConvolutionOptions>();
        Value input = op.Input(0);
        Value weights = op.Input(1);
        RequireImages(op, input, weights);
        Conv2d convolution = new()
        {
            Stride = options.Stride,
            Padding = PaddingOf(options.Padding),
            Dilation = options.Dilation,
            Groups = Math.Max(input.Type.Shape[3] / weights.Type.Shape[3], 1),
        };
        op.ReturnActivated(convolution, options.Activation, WithBias(op, input, weights));
    }

    public static void DepthwiseConv2d(OperatorImport op)
    {
        TfliteDepthwiseOptions options = op.Options<TfliteDepthwiseOptions>();
        Value input = op.Input(0);
        Value weights = op.Input(1);
        RequireImages(op, input, weights);
        if (options.Dilation != 1)
        {
            throw op.Unsupported($"is a depthwise convolution with dilation {options.Dilation}", "Use a larger window or a stride.");
        }

        // The file's own multiplier is redundant and ignored by newer runtimes: the shapes tell.
        DepthwiseConv2d convolution = new()
        {
            Stride = options.Stride,
            Padding = PaddingOf(options.Padding),
            Multiplier = Math.Max(weights.Type.Shape[3] / input.Type.Shape[3], 1),
        };
        op.ReturnActivated(convolution, options.Activation, WithBias(op, input, weights));
    }

    /// <summary>What a layer with weights reads: the bias as third value where it has one.</summary>
    public static Value[] WithBias(OperatorImport op, Value input, Value weights) => op.Has(2) ? [input, weights, Bias(op, weights)] : [input, weights];

    public static Padding PaddingOf(TflitePadding padding) => padding == TflitePadding.Same ? Padding.Same : Padding.Valid;

    /// <summary>Some converters leave the scale of a bias out, since it follows from those of input and weights.</summary>
    private static Value Bias(OperatorImport op, Value weights)
    {
        if (op.Tensor(2) is { Type: TfliteType.Int32 or TfliteType.Int64, Quantization: null } && op.CodesOfInput(0) is { } input && weights is Node { Op: DequantizeLinear dequantize })
        {
            return op.Declare(2, op.Constant(2), QuantizationParameters.ForBias(input, dequantize.Parameters));
        }

        return op.Input(2);
    }

    private static void RequireImages(OperatorImport op, Value input, Value weights)
    {
        if (input.Type.Shape.Rank != 4 || weights.Type.Shape.Rank != 4)
        {
            throw new ModelFormatException($"{op.Place} needs an input NHWC and weights of four axes, but got {input.Type} and {weights.Type}. The file is damaged; convert the model again.");
        }
    }
}
