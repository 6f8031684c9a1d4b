using Bantam.Model;

namespace Bantam.Training;

/// <summary>One random image operation of fourteen, with a random strength, for each image: nothing to tune and nothing to search.</summary>
/// <remarks>Source: notes: lines 1575-1578; Müller and Hutter, "TrivialAugment", ICCV 2021.</remarks>
public sealed record TrivialAugment : Transform
{
    private const int Strengths = 31;

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <summary>The names of the operations.</summary>
    public static IReadOnlyList<string> Operations { get; } = [.. AugmentationOp.All.Select(op => op.Name)];

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        (AugmentationOp op, float strength) = Draw(random);
        op.ApplyRandomly(canvas, random, strength);
    }

    internal static (AugmentationOp Op, float Strength) Draw(RandomStream random) =>
        (AugmentationOp.All[random.NextInt32(AugmentationOp.All.Count)], random.NextInt32(Strengths) / (Strengths - 1f));
}

/// <summary>Several random image operations of fourteen, one after the other, all with one strength.</summary>
/// <param name="Operations">How many for each image, from 1 to 14.</param>
/// <param name="Strength">How strong each is, in [0, 1].</param>
/// <remarks>Two numbers to choose on validation data. Source: Cubuk, Zoph, Shlens, Le, "RandAugment", 2019.</remarks>
public sealed record RandAugment(int Operations, float Strength) : Transform
{
    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Operations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Operations, AugmentationOp.All.Count);
        new Interval(Strength, Strength).Within(0, 1, nameof(Strength));
        return base.OutputShape(sample);
    }

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        for (int i = 0; i < Operations; i++)
        {
            AugmentationOp.All[random.NextInt32(AugmentationOp.All.Count)].ApplyRandomly(canvas, random, Strength);
        }
    }
}
