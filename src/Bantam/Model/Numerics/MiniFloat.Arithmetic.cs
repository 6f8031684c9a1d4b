namespace Bantam.Model;

public sealed partial record MiniFloat
{
    /// <summary>The product of two codes: signs by exclusive or, exponents added, significands multiplied, rounded once.</summary>
    /// <param name="a">The code of a factor.</param>
    /// <param name="b">The code of the other factor.</param>
    /// <param name="mode">How the exact product rounds.</param>
    /// <returns>The code of <c>a · b</c>; of NaN for infinity times zero.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A code has too many bits.</exception>
    /// <remarks>Integer operations only, so no processor's floating point can differ from it.</remarks>
    public ulong Multiply(ulong a, ulong b, RoundingMode mode = RoundingMode.NearestEven)
    {
        if (IsNaN(a) || IsNaN(b))
        {
            return NaNCode;
        }

        return IsInfinity(a) || IsInfinity(b) ? InfiniteProduct(a, b) : Pack(ExactNumber.Product(Unpack(a), Unpack(b)), new Rounder(mode));
    }

    /// <summary>The sum of two codes, rounded once.</summary>
    /// <param name="a">The code of a term.</param>
    /// <param name="b">The code of the other term.</param>
    /// <param name="mode">How the exact sum rounds.</param>
    /// <returns>The code of <c>a + b</c>; of NaN for the sum of infinities of different signs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A code has too many bits.</exception>
    public ulong Add(ulong a, ulong b, RoundingMode mode = RoundingMode.NearestEven)
    {
        if (IsNaN(a) || IsNaN(b))
        {
            return NaNCode;
        }

        return IsInfinity(a) ? InfiniteSum(a, b)
            : IsInfinity(b) ? b
            : Pack(Unpack(a), Unpack(b), new Rounder(mode));
    }

    /// <summary>The fused multiply-add: the exact product plus a term, rounded once at the end.</summary>
    /// <param name="a">The code of a factor.</param>
    /// <param name="b">The code of the other factor.</param>
    /// <param name="c">The code of the term.</param>
    /// <param name="mode">How the exact result rounds.</param>
    /// <returns>The code of <c>a · b + c</c>; of NaN for infinity times zero and for infinities of different signs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A code has too many bits.</exception>
    public ulong FusedMultiplyAdd(ulong a, ulong b, ulong c, RoundingMode mode = RoundingMode.NearestEven)
    {
        if (IsNaN(a) || IsNaN(b) || IsNaN(c))
        {
            return NaNCode;
        }

        return IsInfinity(a) || IsInfinity(b) ? InfiniteSum(InfiniteProduct(a, b), c)
            : IsInfinity(c) ? c
            : Pack(ExactNumber.Product(Unpack(a), Unpack(b)), Unpack(c), new Rounder(mode));
    }

    /// <summary>The fused multiply-add of numbers of any format, rounded once to this one: what a unit with a wider accumulator does.</summary>
    /// <param name="a">A factor.</param>
    /// <param name="b">The other factor.</param>
    /// <param name="c">The term.</param>
    /// <param name="mode">How the exact result rounds.</param>
    /// <returns>The number of this format that <c>a · b + c</c> rounds to.</returns>
    /// <exception cref="ArgumentException">The result is NaN and the format has none.</exception>
    public double MultiplyAdd(double a, double b, double c, RoundingMode mode = RoundingMode.NearestEven) =>
        double.IsFinite(a) && double.IsFinite(b) && double.IsFinite(c)
            ? Decode(Pack(ExactNumber.Product(ExactNumber.Of(a), ExactNumber.Of(b)), ExactNumber.Of(c), new Rounder(mode)))
            : Round((a * b) + c, mode);

    private ulong Pack(ExactNumber a, ExactNumber b, Rounder rounder) => Pack(ExactNumber.Sum(a, b, rounder.ZeroIsNegative), rounder);

    private ulong InfiniteProduct(ulong a, ulong b) => IsZero(a) || IsZero(b) ? NaNCode : Signed(InfinityCode, IsNegative(a) != IsNegative(b));

    /// <summary>Infinity, or NaN, plus a term that is not NaN.</summary>
    private ulong InfiniteSum(ulong infinity, ulong term) =>
        IsNaN(infinity) || (IsInfinity(term) && IsNegative(term) != IsNegative(infinity)) ? NaNCode : infinity;
}
