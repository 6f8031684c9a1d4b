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
        MatMul product => MultiplyBatches(product, inputs, output.Shape),
        ConvTranspose2d transpose => Scatter(transpose.Geometry(inputs[0].Shape, inputs[1].Shape), inputs),
        Standardize standardize => NormalizeGroups(standardize, inputs[0]),
        BatchNorm norm => Normalize(norm, inputs),
        Lstm lstm => new NaiveRecurrence(Accumulate).Lstm(lstm, inputs, output.Shape),
        Svdf svdf => new NaiveRecurrence(Accumulate).Svdf(svdf, inputs, output.Shape),
        _ => null,
    };

    private double[] Convolve(WindowGeometry g, Tensor[] inputs) =>
    [
        .. Indices(g.Batch, g.OutputHeight, g.OutputWidth, g.OutputChannels).Select(y =>
            Indices(1, g.KernelHeight, g.KernelWidth, g.InputChannels / g.Groups).Aggregate(Bias(inputs, y.D), (sum, k) =>
                Accumulate(sum, Pixel(g, inputs[0], y, k with { D = (y.D / (g.OutputChannels / g.Groups) * (g.InputChannels / g.Groups)) + k.D }), inputs[1].At<double>(y.D, k.B, k.C, k.D)))),
    ];

    private double[] ConvolveDepthwise(WindowGeometry g, Tensor[] inputs) =>
    [
        .. Indices(g.Batch, g.OutputHeight, g.OutputWidth, g.OutputChannels).Select(y =>
            Indices(1, g.KernelHeight, g.KernelWidth, 1).Aggregate(Bias(inputs, y.D), (sum, k) =>
                Accumulate(sum, Pixel(g, inputs[0], y, k with { D = y.D / (g.OutputChannels / g.InputChannels) }), inputs[1].At<double>(0, k.B, k.C, y.D)))),
    ];

    /// <summary>Every input value is added, times the window, to the outputs around it.</summary>
    private double[] Scatter(WindowGeometry g, Tensor[] inputs)
    {
        double[] y = new double[g.Batch * g.InputElements];
        foreach (Index4 x in Indices(g.Batch, g.OutputHeight, g.OutputWidth, g.OutputChannels))
        {
            foreach (Index4 k in Indices(1, g.KernelHeight, g.KernelWidth, g.InputChannels))
            {
                int h = (x.B * g.StrideHeight) + k.B - g.PadTop;
                int w = (x.C * g.StrideWidth) + k.C - g.PadLeft;
                double product = Accumulate(0, inputs[0].At<double>(x.A, x.B, x.C, x.D), inputs[1].At<double>(x.D, k.B, k.C, k.D));
                if (h >= 0 && h < g.InputHeight && w >= 0 && w < g.InputWidth)
                {
                    y[(((((x.A * g.InputHeight) + h) * g.InputWidth) + w) * g.InputChannels) + k.D] += product;
                }
            }
        }

        return [.. y.Select((value, i) => value + Bias(inputs, i % g.InputChannels))];
    }

    private double[] Multiply(Tensor[] inputs, Shape output, Func<int, int, double> a, Func<int, int, double> b, int inner) =>
    [
        .. Indices(1, 1, output[0], output[1]).Select(y =>
            Enumerable.Range(0, inner).Aggregate(Bias(inputs, y.D), (sum, k) => Accumulate(sum, a(y.C, k), b(k, y.D)))),
    ];

    /// <summary>Both factors are spread over the whole batch first.</summary>
    private double[] MultiplyBatches(MatMul op, Tensor[] inputs, Shape output)
    {
        ReadOnlySpan<int> batch = output.Lengths[..^2];
        Tensor a = new BroadcastTo([.. batch, .. inputs[0].Shape.Lengths[^2..]]).Apply(inputs[0]);
        Tensor b = new BroadcastTo([.. batch, .. inputs[1].Shape.Lengths[^2..]]).Apply(inputs[1]);
        int matrices = new Shape(batch).Count;
        a = a.Reshape([matrices, a.Shape[^2], a.Shape[^1]]);
        b = b.Reshape([matrices, b.Shape[^2], b.Shape[^1]]);
        int inner = a.Shape[op.TransposeA ? 1 : 2];
        return
        [
            .. Indices(1, matrices, output[^2], output[^1]).Select(y => Enumerable.Range(0, inner).Aggregate(0.0, (sum, k) => Accumulate(
                sum,
                op.TransposeA ? a.At<double>(y.B, k, y.C) : a.At<double>(y.B, y.C, k),
                op.TransposeB ? b.At<double>(y.B, y.D, k) : b.At<double>(y.B, k, y.D)))),
        ];
    }

    private double[] NormalizeGroups(Standardize op, Tensor x)
    {
        Tensor mean = x.Mean(op.Axes, keepAxes: true);
        Tensor variance = (x * x).Mean(op.Axes, keepAxes: true) - (mean * mean);
        double[] means = new BroadcastTo(x.Shape).Apply(mean).ToArray<double>();
        double[] variances = new BroadcastTo(x.Shape).Apply(variance).ToArray<double>();
        return [.. x.ToArray<double>().Select((value, i) => Accumulate(0, value - means[i], 1 / Math.Sqrt(variances[i] + op.Epsilon)))];
    }

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

    /// <summary>The input value under position k of the window of output y; zero outside of the image.</summary>
    private static double Pixel(WindowGeometry g, Tensor x, Index4 y, Index4 k)
    {
        int h = (y.B * g.StrideHeight) + (k.B * g.DilationHeight) - g.PadTop;
        int w = (y.C * g.StrideWidth) + (k.C * g.DilationWidth) - g.PadLeft;
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
