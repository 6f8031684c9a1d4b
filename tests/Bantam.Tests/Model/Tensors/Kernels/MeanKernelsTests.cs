using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed unsafe class MeanKernelsTests
{
    [Fact]
    public void Means_over_images_agree_with_exact_sums_for_all_channel_counts_up_to_67()
    {
        RandomStream random = new(61, "means");
        for (int channels = 1; channels <= 67; channels++)
        {
            (int images, int pixels) = (1 + (channels % 5), 1 + (channels * 7 % 30));
            float[] x = KernelRuns.Values(random, images * pixels * channels);
            float[] actual = KernelRuns.SameEverywhere(images * channels, y =>
            {
                fixed (float* px = x, py = y)
                {
                    MeanKernels.Mean(px, py, images, pixels, channels);
                }
            });
            double[] expected = new double[images * channels];
            double[] magnitudes = new double[images * channels];
            for (int i = 0; i < images * pixels * channels; i++)
            {
                int output = (i / (pixels * channels) * channels) + (i % channels);
                expected[output] += (double)x[i] / pixels;
                magnitudes[output] += Math.Abs((double)x[i]) / pixels;
            }

            KernelRuns.AssertSums(expected, magnitudes, pixels, actual);
        }
    }

    [Fact]
    public void Gradients_of_means_are_spread_evenly()
    {
        RandomStream random = new(62, "spread");
        float[] dy = KernelRuns.Values(random, 3 * 11);
        float[] actual = KernelRuns.SameEverywhere(3 * 5 * 11, y =>
        {
            fixed (float* pdy = dy, py = y)
            {
                MeanKernels.Spread(pdy, py, 3, 5, 11);
            }
        });
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal(dy[(i / 55 * 11) + (i % 11)] * (1f / 5), actual[i]);
        }
    }
}
