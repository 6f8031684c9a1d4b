using Bantam.Model;

namespace Bantam.Training;

/// <summary>Makes an image brighter or darker, as another exposure would: x·f, clamped to the range of values.</summary>
/// <param name="Factor">f, at least 0; 1 changes nothing.</param>
/// <remarks>Source: notes: line 1546.</remarks>
public sealed record Brightness(Interval Factor) : Transform
{
    private readonly Interval _checked = Factor.Within(0, float.MaxValue, nameof(Factor));

    /// <inheritdoc/>
    public override bool IsRandom => !_checked.IsPoint;

    internal override void Apply(Canvas canvas, RandomStream random) => Apply(canvas, Factor.Draw(random));

    internal static void Apply(Canvas canvas, float factor)
    {
        foreach (ref float value in canvas.Values)
        {
            value *= factor;
        }

        canvas.Clamp();
    }
}

/// <summary>Moves values away from the image's mean gray m or toward it: m + f·(x − m), clamped.</summary>
/// <param name="Factor">f, at least 0; 0 leaves the mean gray, 1 changes nothing.</param>
/// <remarks>Source: notes: line 1546.</remarks>
public sealed record Contrast(Interval Factor) : Transform
{
    private readonly Interval _checked = Factor.Within(0, float.MaxValue, nameof(Factor));

    /// <inheritdoc/>
    public override bool IsRandom => !_checked.IsPoint;

    internal override void Apply(Canvas canvas, RandomStream random) => Apply(canvas, Factor.Draw(random));

    internal static void Apply(Canvas canvas, float factor)
    {
        Span<float> values = canvas.Values;
        double sum = 0;
        for (int i = 0; i < values.Length; i += canvas.Channels)
        {
            sum += Luma.Of(values.Slice(i, canvas.Channels));
        }

        float mean = (float)(sum / (values.Length / canvas.Channels));
        foreach (ref float value in values)
        {
            value = mean + (factor * (value - mean));
        }

        canvas.Clamp();
    }
}

/// <summary>Makes colors stronger or weaker: L + f·(x − L) with the pixel's luma L, clamped. Gray images stay.</summary>
/// <param name="Factor">f, at least 0; 0 leaves gray, 1 changes nothing.</param>
/// <remarks>Source: notes: line 1546.</remarks>
public sealed record Saturation(Interval Factor) : Transform
{
    private readonly Interval _checked = Factor.Within(0, float.MaxValue, nameof(Factor));

    /// <inheritdoc/>
    public override bool IsRandom => !_checked.IsPoint;

    internal override void Apply(Canvas canvas, RandomStream random) => Apply(canvas, Factor.Draw(random));

    internal static void Apply(Canvas canvas, float factor)
    {
        Span<float> values = canvas.Values;
        for (int i = 0; i < values.Length && canvas.Channels == 3; i += 3)
        {
            Span<float> pixel = values.Slice(i, 3);
            float luma = Luma.Of(pixel);
            foreach (ref float value in pixel)
            {
                value = luma + (factor * (value - luma));
            }
        }

        canvas.Clamp();
    }
}

/// <summary>Bends the gray scale as cameras and screens do: x^γ on values from 0 to 1.</summary>
/// <param name="Exponent">γ, from 0.05 to 20; above 1 darkens, 1 changes nothing.</param>
/// <remarks>Source: notes: lines 3252-3260.</remarks>
public sealed record Gamma(Interval Exponent) : Transform
{
    private readonly Interval _checked = Exponent.Within(0.05f, 20, nameof(Exponent));

    /// <inheritdoc/>
    public override bool IsRandom => !_checked.IsPoint;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        float exponent = Exponent.Draw(random);
        foreach (ref float value in canvas.Values)
        {
            float unit = Math.Clamp(value / canvas.White, 0f, 1f);
            value = unit > 0 ? canvas.White * (float)PortableMath.Exp(exponent * PortableMath.Log(unit)) : 0f;
        }
    }
}

/// <summary>How bright a pixel looks: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); for other than three channels their mean.</summary>
internal static class Luma
{
    public static float Of(ReadOnlySpan<float> pixel)
    {
        if (pixel.Length == 3)
        {
            return (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]);
        }

        float sum = 0;
        foreach (float value in pixel)
        {
            sum += value;
        }

        return sum / pixel.Length;
    }
}
