using Bantam.Model;

namespace Bantam.Training;

/// <summary>Adds normally distributed noise to every value, of any shape of sample. The sum is not clamped.</summary>
/// <param name="Deviation">Its standard deviation, as a share of full brightness, at least 0.</param>
/// <remarks>Source: notes: line 1547.</remarks>
public sealed record GaussianNoise(Interval Deviation) : Transform
{
    private readonly Interval _checked = Deviation.Within(0, float.MaxValue, nameof(Deviation));

    /// <inheritdoc/>
    public override bool IsRandom => _checked.High > 0;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample) => sample;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        float deviation = Deviation.Draw(random) * canvas.White;
        foreach (ref float value in canvas.Values)
        {
            value += deviation * (float)random.NextNormal();
        }
    }
}

/// <summary>Adds uniformly distributed noise to every value, of any shape of sample. The sum is not clamped.</summary>
/// <param name="Radius">The greatest noise to either side, as a share of full brightness, at least 0.</param>
/// <remarks>Source: notes: line 1547.</remarks>
public sealed record UniformNoise(Interval Radius) : Transform
{
    private readonly Interval _checked = Radius.Within(0, float.MaxValue, nameof(Radius));

    /// <inheritdoc/>
    public override bool IsRandom => _checked.High > 0;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample) => sample;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        float radius = Radius.Draw(random) * canvas.White;
        foreach (ref float value in canvas.Values)
        {
            value += random.Uniform(-radius, radius);
        }
    }
}

/// <summary>Makes some pixels black or white, as dead and hot ones of a sensor are.</summary>
/// <param name="Share">How many of the pixels, in [0, 1]; half of them black.</param>
/// <remarks>Source: notes: line 1547.</remarks>
public sealed record SaltAndPepper(Interval Share) : Transform
{
    private readonly Interval _checked = Share.Within(0, 1, nameof(Share));

    /// <inheritdoc/>
    public override bool IsRandom => _checked.High > 0;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        float share = Share.Draw(random);
        for (int i = 0; i < canvas.Values.Length; i += canvas.Channels)
        {
            float draw = random.NextFloat();
            if (draw < share)
            {
                canvas.Values.Slice(i, canvas.Channels).Fill(draw < share / 2 ? 0 : canvas.White);
            }
        }
    }
}
