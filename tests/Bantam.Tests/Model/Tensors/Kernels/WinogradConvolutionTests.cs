using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed unsafe class WinogradConvolutionTests
{
    private static readonly double[,] s_input = { { 1, 0, -1, 0 }, { 0, 1, 1, 0 }, { 0, -1, 1, 0 }, { 0, 1, 0, -1 } };
    private static readonly double[,] s_weights = { { 1, 0, 0 }, { 0.5, 0.5, 0.5 }, { 0.5, -0.5, 0.5 }, { 0, 0, 1 } };
    private static readonly double[,] s_output = { { 1, 1, 1, 0 }, { 0, 1, -1, -1 } };

    [Fact]
    public void Outputs_stay_within_the_documented_error_where_values_differ_widely_in_size()
    {
        RandomStream random = new(21, "winograd");
        foreach (WindowGeometry geometry in WindowCases.Winograd())
        {
            WindowGeometry g = geometry;
            Assert.True(WinogradConvolution.Serves(in g));
            float[] x = KernelRuns.Values(random, g.Batch * g.InputElements);
            float[] w = KernelRuns.Values(random, g.PatchLength * g.OutputChannels);
            float[] bias = KernelRuns.Values(random, g.OutputChannels);
            for (int i = 0; i < g.Batch * g.InputElements; i++)
            {
                x[i] *= MathF.ScaleB(1, random.NextInt32(20) - 10);
            }

            int count = g.Batch * g.OutputElements;
            float[] actual = KernelRuns.SameEverywhere(count, y =>
            {
                fixed (float* px = x, pw = w, pb = bias, py = y)
                {
                    ConvolutionKernels.Forward(in g, px, new LayerWeights(pw), pb, py, float.NegativeInfinity, float.PositiveInfinity);
                }
            });
            double[] expected = new double[count];
            double[] exactX = KernelRuns.Exact(x, g.Batch * g.InputElements);
            double[] exactW = KernelRuns.Exact(w, g.PatchLength * g.OutputChannels);
            ConvolutionReference.Forward(in g, exactX, exactW, KernelRuns.Exact(bias, g.OutputChannels), expected, double.NegativeInfinity, double.PositiveInfinity);
            double[] magnitudes = Magnitudes(in g, KernelRuns.Magnitudes(exactX), KernelRuns.Magnitudes(exactW), KernelRuns.Magnitudes(KernelRuns.Exact(bias, g.OutputChannels)));
            for (int i = 0; i < count; i++)
            {
                double allowed = (g.InputChannels + 12) * Math.Pow(2, -24) * magnitudes[i];
                Assert.True(Math.Abs(expected[i] - actual[i]) <= allowed, $"Output {i} is {actual[i]:R}, expected {expected[i]:R} within {allowed:E2}.");
            }
        }
    }

    [Fact]
    public void Input_gradients_have_the_bits_of_a_convolution_with_mirrored_weights()
    {
        RandomStream random = new(22, "winograd");
        foreach (WindowGeometry geometry in WindowCases.Winograd())
        {
            WindowGeometry g = geometry;
            Assert.True(WinogradInputGradient.Serves(in g));
            WindowGeometry mirrored = g with
            {
                InputHeight = g.OutputHeight,
                InputWidth = g.OutputWidth,
                InputChannels = g.OutputChannels,
                OutputHeight = g.InputHeight,
                OutputWidth = g.InputWidth,
                OutputChannels = g.InputChannels,
                PadTop = 2 - g.PadTop,
                PadLeft = 2 - g.PadLeft,
            };
            float[] dy = KernelRuns.Values(random, g.Batch * g.OutputElements);
            float[] w = KernelRuns.Values(random, g.PatchLength * g.OutputChannels);
            float[] mirroredWeights = new float[w.Length];
            for (int i = 0; i < g.PatchLength * g.OutputChannels; i++)
            {
                (int output, int tap, int input) = (i / g.PatchLength, i / g.InputChannels % 9, i % g.InputChannels);
                mirroredWeights[(((input * 9) + 8 - tap) * g.OutputChannels) + output] = w[i];
            }

            int count = g.Batch * g.InputElements;
            float[] expected = new float[count];
            fixed (float* pdy = dy, pw = mirroredWeights, pdx = expected)
            {
                ConvolutionKernels.Forward(in mirrored, pdy, new LayerWeights(pw), null, pdx, float.NegativeInfinity, float.PositiveInfinity);
            }

            MirroredWeights packed = new(in g);
            Tensor weights = Tensor.From<float>([g.OutputChannels, 3, 3, g.InputChannels], w.AsSpan(0, g.PatchLength * g.OutputChannels));
            foreach (bool isPacked in new[] { false, true })
            {
                Assert.Equal(expected, KernelRuns.SameEverywhere(count, dx =>
                {
                    packed.Pack(weights);
                    fixed (float* pdy = dy, pw = w, pdx = dx)
                    {
                        ConvolutionKernels.InputGradient(in g, pdy, new LayerWeights(pw, isPacked ? packed.Panels : null), pdx);
                    }
                }));
            }
        }
    }

    [Fact]
    public void Only_windows_of_3_by_3_with_stride_1_on_enough_channels_and_pixels_are_served()
    {
        WindowGeometry g = WindowCases.Winograd().First();
        Assert.False(WinogradConvolution.Serves(g with { InputChannels = 15 }));
        Assert.False(WinogradConvolution.Serves(g with { OutputChannels = 15 }));
        Assert.False(WinogradConvolution.Serves(g with { StrideWidth = 2 }));
        Assert.False(WinogradConvolution.Serves(g with { DilationHeight = 2 }));
        Assert.False(WinogradConvolution.Serves(g with { Groups = 2 }));
        Assert.False(WinogradConvolution.Serves(g with { KernelHeight = 5 }));
        Assert.False(WinogradConvolution.Serves(g with { OutputHeight = 3, OutputWidth = 3 }));
    }

    [Fact]
    public void Second_calls_allocate_nothing()
    {
        WindowGeometry g = WindowCases.Winograd().First();
        float[] x = new float[g.Batch * g.InputElements];
        float[] w = new float[g.PatchLength * g.OutputChannels];
        float[] y = new float[g.Batch * g.OutputElements];
        KernelRuns.AssertNoAllocation(() =>
        {
            fixed (float* px = x, pw = w, py = y)
            {
                ConvolutionKernels.Forward(in g, px, new LayerWeights(pw), null, py, 0, 6);
            }
        });
    }

    /// <summary>The algorithm with the magnitudes of all values and of all factors.</summary>
    private static double[] Magnitudes(in WindowGeometry g, double[] x, double[] w, double[] bias)
    {
        double[] result = new double[g.Batch * g.OutputElements];
        double[][] weights = new double[g.OutputChannels * g.InputChannels][];
        for (int i = 0; i < weights.Length; i++)
        {
            (int output, int channel) = (i / g.InputChannels, i % g.InputChannels);
            int start = output * g.PatchLength;
            int channels = g.InputChannels;
            weights[i] = Around(s_weights, 3, (r, c) => w[start + (((r * 3) + c) * channels) + channel]);
        }

        for (int i = 0; i < result.Length; i++)
        {
            result[i] = bias[i % g.OutputChannels];
        }

        for (int tile = 0; tile < g.Batch * ((g.OutputHeight + 1) / 2) * ((g.OutputWidth + 1) / 2); tile++)
        {
            AddTile(in g, x, weights, tile, result);
        }

        return result;
    }

    private static void AddTile(in WindowGeometry geometry, double[] x, double[][] weights, int tile, double[] result)
    {
        WindowGeometry g = geometry;
        int columns = (g.OutputWidth + 1) / 2;
        int rows = (g.OutputHeight + 1) / 2;
        (int image, int top, int left) = (tile / columns / rows, tile / columns % rows * 2, tile % columns * 2);
        double[][] inputs = new double[g.InputChannels][];
        for (int channel = 0; channel < inputs.Length; channel++)
        {
            inputs[channel] = Around(s_input, 4, (r, c) =>
            {
                (int row, int column) = (top + r - g.PadTop, left + c - g.PadLeft);
                bool inside = row >= 0 && row < g.InputHeight && column >= 0 && column < g.InputWidth;
                return inside ? x[(image * g.InputElements) + (((row * g.InputWidth) + column) * g.InputChannels) + channel] : 0;
            });
        }

        for (int output = 0; output < g.OutputChannels; output++)
        {
            double[] product = new double[16];
            for (int i = 0; i < 16 * g.InputChannels; i++)
            {
                product[i % 16] += inputs[i / 16][i % 16] * weights[(output * g.InputChannels) + (i / 16)][i % 16];
            }

            double[] y = Around(s_output, 4, (r, c) => product[(r * 4) + c]);
            for (int i = 0; i < 4; i++)
            {
                (int row, int column) = (top + (i / 2), left + (i % 2));
                if (row < g.OutputHeight && column < g.OutputWidth)
                {
                    result[(image * g.OutputElements) + (((row * g.OutputWidth) + column) * g.OutputChannels) + output] += y[i];
                }
            }
        }
    }

    /// <summary>|T|·d·|T|ᵀ.</summary>
    private static double[] Around(double[,] transform, int size, Func<int, int, double> d)
    {
        int rows = transform.GetLength(0);
        double[] result = new double[rows * rows];
        for (int i = 0; i < result.Length * size * size; i++)
        {
            int target = i / (size * size);
            (int r, int c) = (i / size % size, i % size);
            result[target] += Math.Abs(transform[target / rows, r]) * d(r, c) * Math.Abs(transform[target % rows, c]);
        }

        return result;
    }
}
