namespace Bantam.Deployment;

/// <summary>The codes that a channel can have.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest; not less than <paramref name="Min"/>.</param>
public readonly record struct CodeRange(int Min, int Max)
{
    /// <summary>All codes of int8.</summary>
    public static CodeRange Int8 { get; } = new(sbyte.MinValue, sbyte.MaxValue);

    /// <summary>Whether there is only one code: the channel is the same for every input.</summary>
    public bool IsConstant => Min == Max;

    /// <summary>The range of both.</summary>
    /// <param name="other">The other range.</param>
    /// <returns>The smallest range that holds both.</returns>
    public CodeRange Union(CodeRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>The ends of what a monotone function makes of a range.</summary>
    internal CodeRange Map(Func<int, int> monotone)
    {
        int a = monotone(Min);
        int b = monotone(Max);
        return new CodeRange(Math.Min(a, b), Math.Max(a, b));
    }
}

/// <summary>The sums that a layer with weights can reach, proved from its weights and from the codes that it can be given.</summary>
/// <param name="Step">The name of the step.</param>
/// <param name="Minimum">The smallest sum of each output channel, bias included, over all positions of the window.</param>
/// <param name="Maximum">The largest.</param>
public sealed record AccumulatorRange(string Step, IReadOnlyList<long> Minimum, IReadOnlyList<long> Maximum)
{
    /// <summary>The bits of the smallest signed integer that holds every finished sum: at most 32, and sometimes 16 or fewer.</summary>
    /// <remarks>Partial sums may need more, unless the accumulator wraps around: then the finished sum is right all the same.</remarks>
    public int Bits => Math.Max(BitsOf(Minimum.Min()), BitsOf(Maximum.Max()));

    private static int BitsOf(long value) => 65 - (int)long.LeadingZeroCount(value < 0 ? ~value : value);
}
