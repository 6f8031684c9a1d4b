using Bantam.Model;

namespace Bantam.Training;

/// <summary>The noise of an image sensor: its variance grows with brightness (shot noise) from that of the electronics (read noise). Clamped.</summary>
/// <param name="Shot">The variance at full brightness, as a share of its square, at least 0.</param>
/// <param name="Read">The standard deviation in the dark, as a share of full brightness, at least 0.</param>
/// <remarks>σ² = shot·x + read², x from 0 to 1. Source: notes: lines 3252-3260.</remarks>
public sealed record SensorNoise(float Shot, float Read) : Transform
{
    private readonly float _variance = new Interval(Shot, Shot).Within(0, 1, nameof(Shot)).Low + new Interval(Read, Read).Within(0, 1, nameof(Read)).Low;

    /// <inheritdoc/>
    public override bool IsRandom => _variance > 0;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        foreach (ref float value in canvas.Values)
        {
            float unit = Math.Max(value / canvas.White, 0);
            value += canvas.White * MathF.Sqrt((Shot * unit) + (Read * Read)) * (float)random.NextNormal();
        }

        canvas.Clamp();
    }
}
