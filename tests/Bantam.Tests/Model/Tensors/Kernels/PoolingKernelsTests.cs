using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed unsafe class PoolingKernelsTests
{
    [Fact]
    public void Maxima_and_the_routes_of_their_gradients_are_exact_on_every_width_and_thread_count()
    {
        RandomStream random = new(21, "pool");
        foreach (WindowGeometry geometry in WindowCases.Depthwise())
        {
            WindowGeometry g = geometry;

            // Few distinct values, so that windows hold their maximum more than once.
            float[] x = Array.ConvertAll(KernelRuns.Values(random, g.Batch * g.InputElements), v => MathF.Round(v * 3));
            float[] dy = Array.ConvertAll(KernelRuns.Values(random, g.Batch * g.OutputElements), v => MathF.Round(v * 8));
            x[0] = float.NaN;
            (float[] maxima, float[] gradient) = Reference(g, x, dy);
            float[] y = KernelRuns.SameEverywhere(maxima.Length, result =>
            {
                fixed (float* px = x, py = result)
                {
                    PoolingKernels.MaxForward(in g, px, py);
                }
            });
            float[] dx = KernelRuns.SameEverywhere(gradient.Length, result =>
            {
                fixed (float* px = x, py = y, pdy = dy, pdx = result)
                {
                    PoolingKernels.MaxGradient(in g, px, py, pdy, pdx);
                }
            });
            Assert.Equal(maxima, y);
            Assert.Equal(gradient, dx);
        }
    }

    [Fact]
    public void Second_calls_allocate_nothing()
    {
        WindowGeometry g = WindowCases.Depthwise().First();
        float[] x = new float[g.Batch * g.InputElements];
        float[] y = new float[g.Batch * g.OutputElements];
        KernelRuns.AssertNoAllocation(() =>
        {
            fixed (float* px = x, py = y)
            {
                PoolingKernels.MaxForward(in g, px, py);
                PoolingKernels.MaxGradient(in g, px, py, py, px);
            }
        });
    }

    private static (float[] Maxima, float[] Gradient) Reference(WindowGeometry g, float[] x, float[] dy)
    {
        int channels = g.InputChannels;
        float[] maxima = new float[g.Batch * g.OutputElements];
        float[] gradient = new float[g.Batch * g.InputElements];
        bool[] routed = new bool[maxima.Length];
        Array.Fill(maxima, float.NegativeInfinity);
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int c = 0; c < channels; c++)
            {
                int output = (tap.OutputPixel * channels) + c;
                maxima[output] = MathF.Max(maxima[output], x[(tap.InputPixel * channels) + c]);
            }
        }

        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int c = 0; c < channels; c++)
            {
                int output = (tap.OutputPixel * channels) + c;
                int input = (tap.InputPixel * channels) + c;
                if (!routed[output] && x[input] == maxima[output])
                {
                    gradient[input] += dy[output];
                    routed[output] = true;
                }
            }
        }

        return (maxima, gradient);
    }
}
