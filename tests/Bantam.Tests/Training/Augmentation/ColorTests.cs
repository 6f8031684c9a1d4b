using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class ColorTests
{
    [Fact]
    [Trait("Ledger", "S109")]
    public void Brightness_is_clamped()
    {
        float[] changed = Pictures.Apply(new Brightness(1.2f), [1, 2, 1], [0.9f, 0.5f]);
        Assert.Equal(1.0f, changed[0]);
        Assert.Equal(0.6f, changed[1], 1e-6f);
    }

    [Fact]
    [Trait("Ledger", "S109")]
    public void No_contrast_leaves_the_mean_gray_and_no_saturation_the_luma()
    {
        Assert.All(Pictures.Apply(new Contrast(0), [2, 2, 1], [0, 0.2f, 0.4f, 0.6f]), x => Assert.Equal(0.3f, x, 1e-6f));
        float[] gray = Pictures.Apply(new Saturation(0), [1, 1, 3], [1, 0.5f, 0.25f]);
        Assert.All(gray, x => Assert.Equal(0.299f + (0.587f * 0.5f) + (0.114f * 0.25f), x, 1e-6f));
    }

    [Fact]
    public void Gamma_two_squares()
    {
        Assert.Equal(0.25f, Pictures.Apply(new Gamma(2), [1, 1, 1], [0.5f])[0], 1e-6f);
        Assert.Equal(0, Pictures.Apply(new Gamma(2), [1, 1, 1], [0f])[0]);
    }

    [Fact]
    [Trait("Ledger", "S110")]
    public void Noise_has_the_deviation_that_was_asked_for()
    {
        float[] noise = Pictures.Apply(new GaussianNoise(0.1f), [1000, 1000, 1], new float[1_000_000]);
        Assert.Equal(0.1, Deviation(noise), 0.001);
        float[] uniform = Pictures.Apply(new UniformNoise(0.1f), [500, 500, 1], new float[250_000]);
        Assert.Equal(0.1 / Math.Sqrt(3), Deviation(uniform), 0.001);
        Assert.All(uniform, x => Assert.InRange(x, -0.1f, 0.1f));
        float[] pixels = Pictures.Apply(new SaltAndPepper(0.2f), [500, 500, 1], [.. Enumerable.Repeat(0.5f, 250_000)]);
        Assert.Equal(0.1, pixels.Count(x => x == 0) / 250_000.0, 0.003);
        Assert.Equal(0.1, pixels.Count(x => x == 1) / 250_000.0, 0.003);
    }

    [Fact]
    public void A_blur_keeps_flat_images_and_spreads_a_point()
    {
        Assert.All(Pictures.Apply(new GaussianBlur(1.5f), [7, 7, 3], [.. Enumerable.Repeat(0.4f, 147)]), x => Assert.Equal(0.4f, x, 1e-6f));
        float[] point = new float[121];
        point[60] = 1;
        float[] spread = Pictures.Apply(new GaussianBlur(1), [11, 11, 1], point);
        Assert.Equal(1, spread.Sum(), 1e-5f);
        Assert.Equal(spread[59], spread[61]);
        Assert.Equal(spread[60 - 11], spread[60 + 1], 1e-7f);
        Assert.True(spread[60] > spread[61] && spread[61] > spread[62]);
    }

    [Fact]
    public void Coarse_compression_shows_the_borders_of_its_blocks()
    {
        // A smooth slope: what jumps afterwards jumps between blocks.
        float[] image = [.. Enumerable.Range(0, 32 * 32).Select(i => ((i % 32) + (i / 32)) / 64f)];
        float[] coarse = Pictures.Apply(new JpegBlocks(10), [32, 32, 1], image);
        (double border, double inside) = Jumps(coarse);
        Assert.True(border > 3 * inside, $"border {border}, inside {inside}");
        float[] fine = Pictures.Apply(new JpegBlocks(100), [32, 32, 1], image);
        Assert.All(fine.Zip(image), pair => Assert.Equal(pair.Second, pair.First, 0.02f));
    }

    [Fact]
    public void More_light_scales_the_first_layer_of_a_net_without_biases()
    {
        float[] image = Pictures.Ramp([8, 8, 1]);
        float[] dim = [.. image.Select(x => x * 0.7f)];
        float[] bright = Pictures.Apply(new Brightness(1.3f), [8, 8, 1], dim);
        Assert.Equal(1.3, Response(bright) / Response(dim), 1e-5);

        static double Response(float[] x) => Enumerable.Range(1, 62).Max(i => Math.Max(0, (2 * x[i]) - x[i - 1] - (0.5 * x[i + 1])));
    }

    [Fact]
    public void Each_kind_of_shift_grows_with_its_severity_and_stays_in_bytes()
    {
        Dataset data = Pictures.Bytes(20, [16, 16, 3]).WithRole(SplitRole.Test);
        foreach (string kind in DomainShift.Kinds)
        {
            double[] distances = [.. new[] { 1, 5 }.Select(severity => Distance(data, DomainShift.Apply(data, DomainShift.Of(kind, severity))))];
            Assert.True(distances[1] > distances[0] && distances[0] > 0, $"{kind}: {distances[0]}, {distances[1]}");
        }

        Dataset shifted = DomainShift.Apply(data, DomainShift.Of("blur", 2));
        Assert.Equal((SplitRole.Test, true, data.Name), (shifted.Role, shifted.IsOfBytes, shifted.Name));
        Assert.Equal(data.CopyLabels(), shifted.CopyLabels());
        Assert.Contains("jpeg", Assert.Throws<UnknownNameException>(() => DomainShift.Of("jpg", 1)).Message, StringComparison.Ordinal);
    }

    private static double Deviation(float[] values)
    {
        double mean = values.Average(x => (double)x);
        return Math.Sqrt(values.Average(x => (x - mean) * (x - mean)));
    }

    private static (double Border, double Inside) Jumps(float[] image)
    {
        double[] jumps = [.. Enumerable.Range(1, 31).Select(x => Enumerable.Range(0, 32).Average(y => (double)Math.Abs(image[(y * 32) + x] - image[(y * 32) + x - 1])))];
        return (new[] { 7, 15, 23 }.Average(i => jumps[i]), jumps.Where((_, i) => (i + 1) % 8 != 0).Average());
    }

    private static double Distance(Dataset a, Dataset b)
    {
        float[] x = new float[a.InputShape.Count];
        float[] y = new float[a.InputShape.Count];
        double sum = 0;
        for (int i = 0; i < a.Count; i++)
        {
            a.CopyInput(i, x);
            b.CopyInput(i, y);
            sum += x.Zip(y, (p, q) => Math.Abs(p - q)).Sum();
        }

        return sum;
    }
}
