using Bantam.Model;

namespace Bantam.Training;

/// <summary>One of the image operations that automatic augmentation chooses from: what it does at a strength from 0 to 1.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Apply">Changes the image; a negative strength goes the other way.</param>
/// <param name="IsSigned">Whether there is another way.</param>
/// <remarks>The operations and their ranges are those of Müller and Hutter, "TrivialAugment", ICCV 2021, table 1 (RA space).</remarks>
internal sealed record AugmentationOp(string Name, Action<Canvas, float> Apply, bool IsSigned = false)
{
    public static IReadOnlyList<AugmentationOp> All { get; } =
    [
        new("identity", (_, _) => { }),
        new("auto-contrast", (canvas, _) => Histogram.Stretch(canvas)),
        new("equalize", (canvas, _) => Histogram.Equalize(canvas)),
        new("rotate", (canvas, s) => Warp.Of(30 * s, 0, 0, (0, 0), canvas).Apply(canvas, PixelSampling.Nearest), true),
        new("solarize", (canvas, s) => Solarize(canvas, 1 - s)),
        new("saturation", (canvas, s) => Saturation.Apply(canvas, 1 + (0.9f * s)), true),
        new("posterize", (canvas, s) => Posterize(canvas, 8 - (int)MathF.Round(4 * s))),
        new("contrast", (canvas, s) => Contrast.Apply(canvas, 1 + (0.9f * s)), true),
        new("brightness", (canvas, s) => Brightness.Apply(canvas, 1 + (0.9f * s)), true),
        new("sharpness", (canvas, s) => Sharpen(canvas, 1 + (0.9f * s)), true),
        new("shear-x", (canvas, s) => Slant(canvas, 0.3f * s, 0), true),
        new("shear-y", (canvas, s) => Slant(canvas, 0, 0.3f * s), true),
        new("translate-x", (canvas, s) => Move(canvas, MathF.Round(0.3f * s * canvas.Width), 0), true),
        new("translate-y", (canvas, s) => Move(canvas, 0, MathF.Round(0.3f * s * canvas.Height)), true),
    ];

    /// <summary>Applies this at a strength, in a random direction where it has two.</summary>
    public void ApplyRandomly(Canvas canvas, RandomStream random, float strength) =>
        Apply(canvas, IsSigned && (random.NextUInt32() & 1) == 1 ? -strength : strength);

    private static void Slant(Canvas canvas, float x, float y)
    {
        float centerX = (canvas.Width - 1) / 2f;
        float centerY = (canvas.Height - 1) / 2f;
        new Warp(1, x, -x * centerY, y, 1, -y * centerX).Apply(canvas, PixelSampling.Nearest);
    }

    private static void Move(Canvas canvas, float right, float down) =>
        new Warp(1, 0, -right, 0, 1, -down).Apply(canvas, PixelSampling.Nearest);

    /// <summary>Inverts what is at least as bright as a share of full brightness.</summary>
    private static void Solarize(Canvas canvas, float threshold)
    {
        foreach (ref float value in canvas.Values)
        {
            value = value >= threshold * canvas.White ? canvas.White - value : value;
        }
    }

    private static void Posterize(Canvas canvas, int bits)
    {
        float step = 1 << (8 - bits);
        foreach (ref float value in canvas.Values)
        {
            value = MathF.Floor(value / canvas.White * 255 / step) * step * canvas.White / 255;
        }
    }

    /// <summary>b + f·(x − b) with a smoothed image b, of which a pixel counts 5 and its neighbors 1; the outermost pixels stay.</summary>
    private static void Sharpen(Canvas canvas, float factor)
    {
        Span<float> source = canvas.Values;
        int row = canvas.Width * canvas.Channels;
        source.CopyTo(canvas.Spare);
        for (int i = row; i < source.Length - row; i++)
        {
            int x = i % row;
            if (x < canvas.Channels || x >= row - canvas.Channels)
            {
                continue;
            }

            float smooth = ((4 * source[i]) + Three(source, i - row, canvas.Channels) + Three(source, i, canvas.Channels) + Three(source, i + row, canvas.Channels)) / 13;
            canvas.Spare[i] = smooth + (factor * (source[i] - smooth));
        }

        canvas.Swap();
        canvas.Clamp();
    }

    private static float Three(Span<float> values, int middle, int step) => values[middle - step] + values[middle] + values[middle + step];
}

/// <summary>Gray scales stretched so that an image uses all of them, each channel on its own.</summary>
internal static class Histogram
{
    private const int Bins = 256;

    /// <summary>The darkest value becomes black, the brightest white.</summary>
    public static void Stretch(Canvas canvas)
    {
        Span<float> values = canvas.Values;
        for (int c = 0; c < canvas.Channels; c++)
        {
            (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
            for (int i = c; i < values.Length; i += canvas.Channels)
            {
                (low, high) = (Math.Min(low, values[i]), Math.Max(high, values[i]));
            }

            for (int i = c; i < values.Length && high > low; i += canvas.Channels)
            {
                values[i] = (values[i] - low) / (high - low) * canvas.White;
            }
        }
    }

    /// <summary>A value becomes the share of pixels that are darker, so that all grays are equally frequent.</summary>
    public static void Equalize(Canvas canvas)
    {
        Span<int> counts = stackalloc int[Bins];
        Span<float> values = canvas.Values;
        for (int c = 0; c < canvas.Channels; c++)
        {
            counts.Clear();
            for (int i = c; i < values.Length; i += canvas.Channels)
            {
                counts[BinOf(values[i], canvas.White)]++;
            }

            int brightest = counts.LastIndexOfAnyExcept(0);
            int others = (values.Length / canvas.Channels) - counts[brightest];
            int below = 0;
            foreach (ref int count in counts)
            {
                (count, below) = (below, below + count);
            }

            for (int i = c; i < values.Length && others > 0; i += canvas.Channels)
            {
                values[i] = canvas.White * counts[BinOf(values[i], canvas.White)] / others;
            }
        }
    }

    private static int BinOf(float value, float white) => Math.Clamp((int)((value / white * (Bins - 1)) + 0.5f), 0, Bins - 1);
}
