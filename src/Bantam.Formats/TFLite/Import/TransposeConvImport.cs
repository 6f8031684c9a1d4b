using Bantam.Model;

namespace Bantam.Formats;

/// <summary>TRANSPOSE_CONV. Inputs: the shape of the output, weights [outputs, height, width, inputs], activation NHWC, and optionally a bias.</summary>
internal static class TransposeConvImport
{
    public static void TransposeConv(OperatorImport op)
    {
        TfliteTransposeConvOptions options = op.Options<TfliteTransposeConvOptions>();
        Value input = op.Input(2);
        Value weights = InputsFirst(op);
        if (input.Type.Shape.Rank != 4 || op.Output.Shape.Length != 4)
        {
            throw new ModelFormatException($"{op.Place} needs an input and an output NHWC, but got {input.Type} and [{string.Join(", ", op.Output.Shape)}]. The file is damaged; convert the model again.");
        }

        Cut height = Cut.Of(options.Padding, input.Type.Shape[1], op.Output.Shape[1], weights.Type.Shape[1], options.Stride.Height);
        Cut width = Cut.Of(options.Padding, input.Type.Shape[2], op.Output.Shape[2], weights.Type.Shape[2], options.Stride.Width);
        ConvTranspose2d convolution = new()
        {
            Stride = options.Stride,
            Padding = new Padding { Mode = PaddingMode.Explicit, Top = height.Before, Bottom = height.After, Left = width.Before, Right = width.After },
            OutputPadding = new Size2d(height.Added, width.Added),
        };
        op.ReturnActivated(convolution, options.Activation, op.Has(3) ? [input, weights, op.Input(3)] : [input, weights]);
    }

    /// <summary>The weights as [inputs, height, width, outputs], as the convolution that this transposes has them.</summary>
    private static Value InputsFirst(OperatorImport op)
    {
        Tensor stored = op.Constant(1);
        if (stored.Shape.Rank != 4)
        {
            throw new ModelFormatException($"{op.Place} needs weights of four axes, but got {stored.Type}. The file is damaged; convert the model again.");
        }

        Tensor moved = new Permute([3, 1, 2, 0]).Apply(stored).Contiguous();
        return op.Declare(1, moved, op.CodesOfConstant(1) is { } codes ? WithOutputsLast(codes) : null);
    }

    private static QuantizationParameters WithOutputsLast(QuantizationParameters codes) => codes.Axis is null
        ? codes
        : new QuantizationParameters(codes.Scales, codes.ZeroPoints, 3 - codes.Axis.Value, codes.QMin, codes.QMax);

    /// <summary>Rows cut off before and after, and rows added after, so that the output has the length that the file says.</summary>
    private readonly record struct Cut(int Before, int After, int Added)
    {
        public static Cut Of(TflitePadding padding, int input, int output, int kernel, int stride)
        {
            long total = ((input - 1L) * stride) + kernel - output;
            int cut = checked((int)Math.Max(total, 0));
            int before = padding == TflitePadding.Same ? cut / 2 : 0;
            return new Cut(before, cut - before, checked((int)Math.Max(-total, 0)));
        }
    }
}
