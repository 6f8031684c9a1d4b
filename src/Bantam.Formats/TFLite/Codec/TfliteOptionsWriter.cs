using Google.FlatBuffers;

namespace Bantam.Formats;

/// <summary>Writes the settings of operators: the mirror of <see cref="TfliteOptionsReader"/>.</summary>
internal static class TfliteOptionsWriter
{
    /// <summary>The offset of the table.</summary>
    public static int Write(FlatBufferBuilder builder, TfliteOptions options)
    {
        VectorOffset list = options switch
        {
            TfliteReshapeOptions o => Int32s(builder, o.NewShape.AsSpan()),
            TfliteSqueezeOptions o => Int32s(builder, o.Axes.AsSpan()),
            _ => default,
        };
        builder.StartTable(7);
        switch (options)
        {
            case TfliteConvolutionOptions o:
                Window(builder, o.Padding, o.Stride.Width, o.Stride.Height);
                builder.AddByte(3, (byte)o.Activation, 0);
                Pair(builder, 4, o.Dilation.Width, o.Dilation.Height, absent: 1);
                break;
            case TfliteDepthwiseOptions o:
                Window(builder, o.Padding, o.Stride.Width, o.Stride.Height);
                builder.AddInt(3, o.Multiplier, 0);
                builder.AddByte(4, (byte)o.Activation, 0);
                Pair(builder, 5, o.Dilation.Width, o.Dilation.Height, absent: 1);
                break;
            case TflitePoolOptions o:
                Window(builder, o.Padding, o.Stride.Width, o.Stride.Height);
                Pair(builder, 3, o.Kernel.Width, o.Kernel.Height, absent: 0);
                builder.AddByte(5, (byte)o.Activation, 0);
                break;
            case TfliteTransposeConvOptions o:
                Window(builder, o.Padding, o.Stride.Width, o.Stride.Height);
                builder.AddByte(3, (byte)o.Activation, 0);
                break;
            case TfliteFullyConnectedOptions o:
                builder.AddByte(0, (byte)o.Activation, 0);
                builder.AddByte(1, o.IsShuffled ? (byte)1 : (byte)0, 0);
                builder.AddBool(2, o.KeepsAxes, false);
                break;
            case TfliteSoftmaxOptions o:
                builder.AddFloat(0, o.Beta, 0);
                break;
            case TfliteReshapeOptions or TfliteSqueezeOptions:
                builder.AddOffset(0, list.Value, 0);
                break;
            case TfliteArithmeticOptions o:
                builder.AddByte(0, (byte)o.Activation, 0);
                break;
            case TfliteReducerOptions o:
                builder.AddBool(0, o.KeepsAxes, false);
                break;
            case TfliteConcatenationOptions o:
                builder.AddInt(0, o.Axis, 0);
                builder.AddByte(1, (byte)o.Activation, 0);
                break;
            case TfliteLeakyReluOptions o:
                builder.AddFloat(0, o.Alpha, 0);
                break;
            case TfliteStridedSliceOptions o:
                Pair(builder, 0, o.BeginMask, o.EndMask, absent: 0);
                Pair(builder, 2, o.EllipsisMask, o.NewAxisMask, absent: 0);
                builder.AddInt(4, o.ShrinkMask, 0);
                break;
            case TfliteSplitOptions o:
                builder.AddInt(0, o.Parts, 0);
                break;
            case TfliteBatchMatMulOptions o:
                builder.AddBool(0, o.TransposesLeft, false);
                builder.AddBool(1, o.TransposesRight, false);
                break;
            case TfliteResizeOptions o:
                builder.AddBool(o.IsNearest ? 0 : 2, o.AlignsCorners, false);
                builder.AddBool(o.IsNearest ? 1 : 3, o.HasHalfPixelCenters, false);
                break;
            case TfliteLstmOptions o:
                builder.AddByte(0, (byte)o.Activation, 0);
                builder.AddFloat(1, o.CellClip, 0);
                builder.AddFloat(2, o.ProjectionClip, 0);
                builder.AddBool(3, o.IsTimeMajor, false);
                break;
            case TfliteSvdfOptions o:
                builder.AddInt(0, o.Rank, 0);
                builder.AddByte(1, (byte)o.Activation, 0);
                break;
            default:
                throw new InvalidOperationException($"{options.GetType().Name} has no writer.");
        }

        return builder.EndTable();
    }

    public static VectorOffset Int32s(FlatBufferBuilder builder, ReadOnlySpan<int> values)
    {
        builder.StartVector(sizeof(int), values.Length, sizeof(int));
        for (int i = values.Length - 1; i >= 0; i--)
        {
            builder.AddInt(values[i]);
        }

        return builder.EndVector();
    }

    private static void Window(FlatBufferBuilder builder, TflitePadding padding, int strideWidth, int strideHeight)
    {
        builder.AddByte(0, (byte)padding, 0);
        Pair(builder, 1, strideWidth, strideHeight, absent: 0);
    }

    /// <summary>Two numbers in neighboring fields.</summary>
    private static void Pair(FlatBufferBuilder builder, int field, int first, int second, int absent)
    {
        builder.AddInt(field, first, absent);
        builder.AddInt(field + 1, second, absent);
    }
}
