using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed unsafe class ConvolutionTests
{
    [Fact]
    public void Outputs_agree_with_the_reference_on_every_width_and_thread_count()
    {
        RandomStream random = new(11, "forward");
        foreach (WindowGeometry geometry in WindowCases.Convolutions())
        {
            WindowGeometry g = geometry;
            bool biased = g.Batch % 2 == 1;
            int count = g.Batch * g.OutputElements;
            float[] x = KernelRuns.Values(random, g.Batch * g.InputElements);
            float[] w = KernelRuns.Values(random, WeightCount(g));
            float[] bias = KernelRuns.Values(random, g.OutputChannels);
            float[] actual = KernelRuns.SameEverywhere(count, y =>
            {
                fixed (float* px = x, pw = w, pb = bias, py = y)
                {
                    ConvolutionKernels.Forward(in g, px, new LayerWeights(pw), biased ? pb : null, py, -0.5f, 1.5f);
                }
            });

            double[] exactX = KernelRuns.Exact(x, g.Batch * g.InputElements);
            double[] exactW = KernelRuns.Exact(w, WeightCount(g));
            double[] exactBias = biased ? KernelRuns.Exact(bias, g.OutputChannels) : [];
            double[] expected = new double[count];
            double[] magnitudes = new double[count];
            ConvolutionReference.Forward(in g, exactX, exactW, exactBias, expected, -0.5, 1.5);
            ConvolutionReference.Forward<double>(in g, KernelRuns.Magnitudes(exactX), KernelRuns.Magnitudes(exactW), KernelRuns.Magnitudes(exactBias), magnitudes, double.NegativeInfinity, double.PositiveInfinity);
            KernelRuns.AssertSums(expected, magnitudes, WeightCount(g) / g.OutputChannels, actual);
        }
    }

    [Fact]
    public void Input_gradients_agree_with_the_reference_on_every_width_and_thread_count()
    {
        RandomStream random = new(12, "input gradient");
        foreach (WindowGeometry geometry in WindowCases.Convolutions())
        {
            WindowGeometry g = geometry;
            int count = g.Batch * g.InputElements;
            float[] dy = KernelRuns.Values(random, g.Batch * g.OutputElements);
            float[] w = KernelRuns.Values(random, WeightCount(g));
            float[] actual = KernelRuns.SameEverywhere(count, dx =>
            {
                fixed (float* pdy = dy, pw = w, pdx = dx)
                {
                    ConvolutionKernels.InputGradient(in g, pdy, new LayerWeights(pw), pdx);
                }
            });

            double[] exactDy = KernelRuns.Exact(dy, g.Batch * g.OutputElements);
            double[] exactW = KernelRuns.Exact(w, WeightCount(g));
            double[] expected = new double[count];
            double[] magnitudes = new double[count];
            ConvolutionReference.InputGradient<double>(in g, exactDy, exactW, expected);
            ConvolutionReference.InputGradient<double>(in g, KernelRuns.Magnitudes(exactDy), KernelRuns.Magnitudes(exactW), magnitudes);
            KernelRuns.AssertSums(expected, magnitudes, WeightCount(g) / g.InputChannels, actual);
        }
    }

    [Fact]
    public void Weight_gradients_agree_with_the_reference_on_every_width_and_thread_count()
    {
        RandomStream random = new(13, "weight gradient");
        foreach (WindowGeometry geometry in WindowCases.Convolutions())
        {
            WindowGeometry g = geometry;
            int count = WeightCount(g);
            float[] x = KernelRuns.Values(random, g.Batch * g.InputElements);
            float[] dy = KernelRuns.Values(random, g.Batch * g.OutputElements);
            float[] actual = KernelRuns.SameEverywhere(count, dw =>
            {
                fixed (float* px = x, pdy = dy, pdw = dw)
                {
                    ConvolutionKernels.WeightGradient(in g, px, pdy, pdw);
                }
            });

            double[] exactX = KernelRuns.Exact(x, g.Batch * g.InputElements);
            double[] exactDy = KernelRuns.Exact(dy, g.Batch * g.OutputElements);
            double[] expected = new double[count];
            double[] magnitudes = new double[count];
            ConvolutionReference.WeightGradient<double>(in g, exactX, exactDy, expected);
            ConvolutionReference.WeightGradient<double>(in g, KernelRuns.Magnitudes(exactX), KernelRuns.Magnitudes(exactDy), magnitudes);
            KernelRuns.AssertSums(expected, magnitudes, g.Batch * g.OutputPixels, actual);
        }
    }

    [Fact]
    public void Second_calls_allocate_nothing()
    {
        foreach (WindowGeometry geometry in WindowCases.Convolutions().Take(3))
        {
            WindowGeometry g = geometry;
            float[] x = new float[g.Batch * g.InputElements];
            float[] w = new float[WeightCount(g)];
            float[] y = new float[g.Batch * g.OutputElements];
            KernelRuns.AssertNoAllocation(() =>
            {
                fixed (float* px = x, pw = w, py = y)
                {
                    ConvolutionKernels.Forward(in g, px, new LayerWeights(pw), null, py, 0, 6);
                    ConvolutionKernels.InputGradient(in g, py, new LayerWeights(pw), px);
                    ConvolutionKernels.WeightGradient(in g, px, py, pw);
                }
            });
        }
    }

    [Fact]
    public void A_pixel_by_pixel_convolution_has_the_bits_of_a_product_per_pixel()
    {
        WindowGeometry g = WindowCases.Convolutions().First(g => g is { KernelHeight: 1, KernelWidth: 1, StrideHeight: 1 });
        RandomStream random = new(14, "pointwise");
        float[] x = KernelRuns.Values(random, g.Batch * g.InputElements);
        float[] w = KernelRuns.Values(random, g.PatchLength * g.OutputChannels);
        float[] y = new float[g.Batch * g.OutputElements];
        float[] pixel = new float[g.OutputChannels];
        fixed (float* px = x, pw = w, py = y, pPixel = pixel)
        {
            ConvolutionKernels.Forward(in g, px, new LayerWeights(pw), null, py, float.NegativeInfinity, float.PositiveInfinity);
            for (int i = 0; i < g.Batch * g.OutputPixels; i++)
            {
                Gemm.Multiply(new GemmArguments
                {
                    A = px + (i * g.InputChannels),
                    B = pw,
                    C = pPixel,
                    M = 1,
                    N = g.OutputChannels,
                    K = g.InputChannels,
                    LeadingA = g.InputChannels,
                    LeadingB = g.InputChannels,
                    LeadingC = g.OutputChannels,
                    TransposeB = true,
                    Low = float.NegativeInfinity,
                    High = float.PositiveInfinity,
                });
                Assert.Equal(y[(i * g.OutputChannels)..((i + 1) * g.OutputChannels)], pixel);
            }
        }
    }

    private static int WeightCount(in WindowGeometry g) => g.PatchLength * g.OutputChannels;
}
