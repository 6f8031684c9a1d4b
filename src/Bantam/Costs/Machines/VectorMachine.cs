namespace Bantam.Costs;

/// <summary>A processor whose instructions work on several numbers at once (SIMD), simulated instruction by instruction.</summary>
/// <remarks>
/// One instruction is fetched and decoded for all lanes, so a loop over n elements issues ⌈n / lanes⌉ of them. The last may
/// have idle lanes. Source: notes: lines 294-310.
/// </remarks>
public sealed class VectorMachine
{
    private readonly int _lanes;

    /// <summary>Builds a machine.</summary>
    /// <param name="lanes">Numbers per vector, from 1: a scalar machine.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no lanes.</exception>
    public VectorMachine(int lanes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        _lanes = lanes;
    }

    /// <summary>The multiply-add instructions that were issued.</summary>
    public long MultiplyAdds { get; private set; }

    /// <summary>The additions of one lane to another that were issued: what vectors pay for a sum.</summary>
    public long LaneAdditions { get; private set; }

    /// <summary>The instructions that a loop over elements issues.</summary>
    /// <param name="elements">The elements, from 0.</param>
    /// <param name="lanes">Numbers per vector, from 1.</param>
    /// <returns><c>⌈elements / lanes⌉</c>: 125 for 1000 elements on 8 lanes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is below its range.</exception>
    public static long InstructionsFor(long elements, int lanes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elements);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        return (elements / lanes) + (elements % lanes == 0 ? 0 : 1);
    }

    /// <summary>Runs a dot product: one running sum in each lane, which are added in the end.</summary>
    /// <param name="a">A vector.</param>
    /// <param name="b">A vector of the same length.</param>
    /// <returns><c>Σ aᵢ·bᵢ</c>, rounded to Float32 at each step.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"A dot product takes two vectors of one length, but these have {a.Length} and {b.Length} elements.", nameof(b));
        }

        float[] sums = new float[_lanes];
        for (int start = 0; start < a.Length; start += Math.Min(_lanes, a.Length - start))
        {
            MultiplyAdds++;
            for (int lane = 0; lane < Math.Min(_lanes, a.Length - start); lane++)
            {
                sums[lane] += a[start + lane] * b[start + lane];
            }
        }

        float sum = sums[0];
        foreach (float partial in sums.AsSpan(1))
        {
            LaneAdditions++;
            sum += partial;
        }

        return sum;
    }
}
