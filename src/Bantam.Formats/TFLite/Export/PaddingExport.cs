using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Padding in the two ways that the format knows; any other becomes an operator of its own.</summary>
internal static class PaddingExport
{
    /// <summary>What a window slides over, and how it treats the edge.</summary>
    public static (int Input, TflitePadding Padding) Of(Node node, in WindowGeometry g, TfliteExport export)
    {
        int input = export.TensorOf(node.Inputs[0]);
        Sides sides = Sides.Of(in g);
        return sides == default ? (input, TflitePadding.Valid)
            : IsSame(in g) ? (input, TflitePadding.Same)
            : (Padded(node, sides, export), TflitePadding.Valid);
    }

    /// <summary>Whether the geometry is that of padding Same.</summary>
    public static bool IsSame(in WindowGeometry g) =>
        IsSame(g.InputHeight, g.OutputHeight, Reach(g.KernelHeight, g.DilationHeight), g.StrideHeight, g.PadTop)
        && IsSame(g.InputWidth, g.OutputWidth, Reach(g.KernelWidth, g.DilationWidth), g.StrideWidth, g.PadLeft);

    /// <summary>Whether no window reaches over an edge.</summary>
    public static bool IsValid(in WindowGeometry g) => Sides.Of(in g) == default;

    private static bool IsSame(int input, int output, int reach, int stride, int before) =>
        output == (input + stride - 1) / stride && before == Math.Max(((output - 1) * stride) + reach - input, 0) / 2;

    private static int Padded(Node node, Sides sides, TfliteExport export)
    {
        Value input = node.Inputs[0];
        Shape shape = input.Type.Shape;
        int pads = export.Add(ConstantTensors.Of($"{node.Name}.pads", [4, 2], [0, 0, sides.Top, sides.Bottom, sides.Left, sides.Right, 0, 0]));
        TfliteTensor padded = TfliteExport.Activation(input, $"{node.Name}.padded", export.Codes.Of(input)) with
        {
            Shape = [shape[0], shape[1] + sides.Top + sides.Bottom, shape[2] + sides.Left + sides.Right, shape[3]],
        };
        int output = export.Add(padded);
        export.EmitTo(output, TfliteOpcode.Pad, null, export.TensorOf(input), pads);
        return output;
    }

    private static int Reach(int kernel, int dilation) => ((kernel - 1) * dilation) + 1;

    /// <summary>Rows and columns of zeros that the windows reach.</summary>
    private readonly record struct Sides(int Top, int Bottom, int Left, int Right)
    {
        public static Sides Of(in WindowGeometry g) => new(
            g.PadTop,
            Math.Max(((g.OutputHeight - 1) * g.StrideHeight) + Reach(g.KernelHeight, g.DilationHeight) - g.InputHeight - g.PadTop, 0),
            g.PadLeft,
            Math.Max(((g.OutputWidth - 1) * g.StrideWidth) + Reach(g.KernelWidth, g.DilationWidth) - g.InputWidth - g.PadLeft, 0));
    }
}
