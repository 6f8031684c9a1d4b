using Bantam.Model;

namespace Bantam.Training;

/// <summary>Blurs an image as optics out of focus do, with weights e^(−d²/2σ²) up to 3σ; its edge pixels go on outside.</summary>
/// <param name="Deviation">σ in pixels, in [0, 5]; 0 changes nothing.</param>
/// <remarks>Source: notes: lines 1533-1551 and 3252-3260.</remarks>
public sealed record GaussianBlur(Interval Deviation) : Transform
{
    private const int WidestRadius = 15;

    private readonly Interval _checked = Deviation.Within(0, 5, nameof(Deviation));

    /// <inheritdoc/>
    public override bool IsRandom => !_checked.IsPoint;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        float deviation = Deviation.Draw(random);
        int radius = (int)MathF.Ceiling(3 * deviation);
        if (radius == 0)
        {
            return;
        }

        Span<float> weights = stackalloc float[(2 * WidestRadius) + 1];
        weights = weights[..((2 * radius) + 1)];
        float sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            float distance = (i - radius) / deviation;
            sum += weights[i] = (float)PortableMath.Exp(-0.5 * distance * distance);
        }

        foreach (ref float weight in weights)
        {
            weight /= sum;
        }

        Pass(canvas, weights, (canvas.Width, canvas.Channels));
        Pass(canvas, weights, (canvas.Height, canvas.Width * canvas.Channels));
    }

    /// <summary>Blurs along one axis, of so many pixels and with so many values from one to the next.</summary>
    private static void Pass(Canvas canvas, ReadOnlySpan<float> weights, (int Length, int Stride) axis)
    {
        int radius = weights.Length / 2;
        Span<float> source = canvas.Values;
        for (int i = 0; i < source.Length; i++)
        {
            int place = i / axis.Stride % axis.Length;
            float sum = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                int from = Math.Clamp(place + k - radius, 0, axis.Length - 1);
                sum += weights[k] * source[i + ((from - place) * axis.Stride)];
            }

            canvas.Spare[i] = sum;
        }

        canvas.Swap();
    }
}
