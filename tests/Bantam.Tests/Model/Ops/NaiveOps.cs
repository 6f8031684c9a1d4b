using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Linear ops once more, in the plainest loops, with a counter at the one place where numbers are multiplied and added.</summary>
internal sealed class NaiveOps
{
    /// <summary>How often <see cref="Accumulate"/> ran: the multiply-accumulates.</summary>
    public long Macs { get; private set; }

    /// <summary>The output of an op before its activation; null for ops that have no MACs.</summary>
    public double[]? Compute(Op op, Tensor[] inputs, TensorType output) => op switch
    {
        Conv2d conv => Convolve(conv.Geometry(inputs[0].Shape, inputs[1].Shape), inputs),
        DepthwiseConv2d depthwise => ConvolveDepthwise(depthwise.Geometry(inputs[0].Shape, inputs[1].Shape), inputs),
        Dense => Multiply(inputs, output.Shape, (m, k) => inputs[0].At<double>(m, k), (k, n) => inputs[1].At<double>(n, k), inputs[0].Shape[1]),
        MatMul product => Multiply(inputs, output.Shape, Oriented(inputs[0], product.TransposeA), Oriented(inputs[1], product.TransposeB), inputs[0].Shape[product.TransposeA ? 0 : 1]),
        BatchNorm norm => Normalize(norm, inputs),
        _ => null,
    };

    private double[] Convolve(WindowGeometry g, Tensor[] inputs) =>
    [
        .. Indices(g.Batch, g.OutputHeight, g.OutputWidth, g.OutputChannels).Select(y =>
            Indices(1, g.KernelHeight, g.KernelWidth, g.InputChannels).Aggregate(Bias(inputs, y.D), (sum, k) =>
                Accumulate(sum, Pixel(g, inputs[0], y, k), inputs[1].At<double>(y.D, k.B, k.C, k.D)))),
    ];

    private double[] ConvolveDepthwise(WindowGeometry g, Tensor[] inputs) =>
    [
        .. Indices(g.Batch, g.OutputHeight, g.OutputWidth, g.OutputChannels).Select(y =>
            Indices(1, g.KernelHeight, g.KernelWidth, 1).Aggregate(Bias(inputs, y.D), (sum, k) =>
                Accumulate(sum, Pixel(g, inputs[0], y, k with { D = y.D }), inputs[1].At<double>(0, k.B, k.C, y.D)))),
    ];

    private double[] Multiply(Tensor[] inputs, Shape output, Func<int, int, double> a, Func<int, int, double> b, int inner) =>
    [
        .. Indices(1, 1, output[0], output[1]).Select(y =>
            Enumerable.Range(0, inner).Aggregate(Bias(inputs, y.D), (sum, k) => Accumulate(sum, a(y.C, k), b(k, y.D)))),
    ];

    /// <summary>With its factors known beforehand, as at inference, a normalization is one multiplication and one addition.</summary>
    private double[] Normalize(BatchNorm norm, Tensor[] inputs)
    {
        double[] x = inputs[0].ToArray<double>();
        int channels = inputs[1].Count;
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % channels;
            double scale = inputs[1].At<double>(c) / Math.Sqrt(inputs[3].At<double>(1, c) + norm.Epsilon);
            x[i] = Accumulate(inputs[2].At<double>(c) - (inputs[3].At<double>(0, c) * scale), x[i], scale);
        }

        return x;
    }

    private double Accumulate(double sum, double a, double b)
    {
        Macs++;
        return sum + (a * b);
    }

    private static double Bias(Tensor[] inputs, int channel) => inputs.Length == 3 ? inputs[2].At<double>(channel) : 0;

    private static Func<int, int, double> Oriented(Tensor matrix, bool transposed) =>
        transposed ? (row, column) => matrix.At<double>(column, row) : (row, column) => matrix.At<double>(row, column);

    /// <summary>The input value under position k of the window of output y; zero outside of the image.</summary>
    private static double Pixel(WindowGeometry g, Tensor x, Index4 y, Index4 k)
    {
        int h = (y.B * g.StrideHeight) + k.B - g.PadTop;
        int w = (y.C * g.StrideWidth) + k.C - g.PadLeft;
        return h < 0 || h >= g.InputHeight || w < 0 || w >= g.InputWidth ? 0 : x.At<double>(y.A, h, w, k.D);
    }

    private static IEnumerable<Index4> Indices(int a, int b, int c, int d) =>
        from i in Enumerable.Range(0, a)
        from j in Enumerable.Range(0, b)
        from k in Enumerable.Range(0, c)
        from l in Enumerable.Range(0, d)
        select new Index4(i, j, k, l);

    private readonly record struct Index4(int A, int B, int C, int D);
}
