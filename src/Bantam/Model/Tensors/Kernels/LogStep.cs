using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>ln a, within 2 units in the last place: −∞ of 0, NaN of what is negative.</summary>
/// <remarks>
/// a = 2ᵉ·m with m from √½ to √2, so that e·ln 2 and ln m never cancel. With s = (m − 1)/(m + 1), at most 0.1716 in size,
/// ln m = 2·artanh s = 2s·(1 + s²/3 + s⁴/5 + s⁶/7 + s⁸/9): the next term is below 2·10⁻⁹ of it.
/// </remarks>
internal readonly struct LogStep : IElementwiseStep
{
    private const float SmallestNormal = 1.17549435e-38f;
    private const float TwoTo24 = 16777216;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float RootOfTwo = 1.41421354f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector zero = TSimd.Broadcast(0);
        TVector one = TSimd.Broadcast(1);

        // Denormal numbers are scaled into the normal range first.
        TVector isTiny = TSimd.Greater(TSimd.Broadcast(SmallestNormal), a);
        TVector x = Lanes.Select<TSimd, TVector>(isTiny, TSimd.Multiply(a, TSimd.Broadcast(TwoTo24)), a);
        TVector bias = TSimd.Add(TSimd.Broadcast(127), TSimd.And(TSimd.Broadcast(24), isTiny));
        TVector exponent = TSimd.Subtract(TSimd.ExponentField(x), bias);
        TVector mantissa = TSimd.Or(TSimd.And(x, TSimd.Broadcast(BitConverter.Int32BitsToSingle(0x007F_FFFF))), one);
        TVector isLarge = TSimd.Greater(mantissa, TSimd.Broadcast(RootOfTwo));
        mantissa = Lanes.Select<TSimd, TVector>(isLarge, TSimd.Multiply(mantissa, TSimd.Broadcast(0.5f)), mantissa);
        exponent = TSimd.Add(exponent, TSimd.And(one, isLarge));

        TVector s = TSimd.Divide(TSimd.Subtract(mantissa, one), TSimd.Add(mantissa, one));
        TVector square = TSimd.Multiply(s, s);
        TVector series = TSimd.Broadcast(2f / 9);
        series = TSimd.MultiplyAdd(series, square, TSimd.Broadcast(2f / 7));
        series = TSimd.MultiplyAdd(series, square, TSimd.Broadcast(2f / 5));
        series = TSimd.MultiplyAdd(series, square, TSimd.Broadcast(2f / 3));
        TVector small = TSimd.MultiplyAdd(exponent, TSimd.Broadcast(Ln2Low), TSimd.Multiply(TSimd.Multiply(series, square), s));
        TVector y = TSimd.MultiplyAdd(exponent, TSimd.Broadcast(Ln2High), TSimd.Add(TSimd.Add(s, s), small));

        // What has no such form: +∞ and NaN stay, 0 becomes −∞, and the bits of a comparison that holds are a NaN.
        TVector infinity = TSimd.Broadcast(float.PositiveInfinity);
        TVector isFinite = TSimd.Greater(infinity, a);
        y = Lanes.Select<TSimd, TVector>(isFinite, y, a);
        y = Lanes.Select<TSimd, TVector>(TSimd.Equal(a, zero), TSimd.Broadcast(float.NegativeInfinity), y);
        return TSimd.Or(y, TSimd.Greater(zero, a));
    }
}
