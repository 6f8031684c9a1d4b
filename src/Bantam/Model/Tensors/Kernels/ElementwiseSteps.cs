using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>What an elementwise kernel does with one vector.</summary>
internal interface IElementwiseStep
{
    /// <summary>The result from the two inputs and the two constants of the call; a kernel with one input gets it twice.</summary>
    static abstract TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged;
}

/// <summary>a + b.</summary>
internal readonly struct AddStep : IElementwiseStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.Add(a, b);
}

/// <summary>a + b limited to [low, high].</summary>
internal readonly struct AddAndClampStep : IElementwiseStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.Clamp(TSimd.Add(a, b), low, high);
}

/// <summary>a limited to [low, high].</summary>
internal readonly struct ClampStep : IElementwiseStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.Clamp(a, low, high);
}

/// <summary>b where low &lt; a &lt; high, else 0.</summary>
internal readonly struct ClampGradientStep : IElementwiseStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.And(b, TSimd.And(TSimd.Greater(a, low), TSimd.Greater(high, a)));
}

/// <summary>eᵃ.</summary>
/// <remarks>
/// a = n·ln 2 + r with n whole and |r| ≤ ½ ln 2 = 0.347; eʳ by its Taylor series to r⁷, whose next term is below
/// 6·10⁻⁹; then scaled by 2ⁿ in two halves, because 2ⁿ itself may lie outside the normal range where eᵃ does not.
/// Adding 1.5·2²³ rounds to a whole number and leaves it in the low bits.
/// </remarks>
internal readonly struct ExpStep : IElementwiseStep
{
    private const float Rounder = 12582912f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        // Beyond these bounds the result is 0 or ∞ already.
        TVector x = TSimd.Clamp(a, TSimd.Broadcast(-104), TSimd.Broadcast(89));
        TVector rounder = TSimd.Broadcast(Rounder);
        TVector n = TSimd.Subtract(TSimd.MultiplyAdd(x, TSimd.Broadcast(1.44269504f), rounder), rounder);
        TVector r = TSimd.MultiplyAdd(n, TSimd.Broadcast(-Ln2High), x);
        r = TSimd.MultiplyAdd(n, TSimd.Broadcast(-Ln2Low), r);

        TVector p = TSimd.Broadcast(1f / 5040);
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 720));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 120));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 24));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1f / 6));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(0.5f));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1));
        p = TSimd.MultiplyAdd(p, r, TSimd.Broadcast(1));

        TVector half = TSimd.Subtract(TSimd.MultiplyAdd(n, TSimd.Broadcast(0.5f), rounder), rounder);
        p = TSimd.Multiply(p, PowerOfTwo<TSimd, TVector>(half));
        return TSimd.Multiply(p, PowerOfTwo<TSimd, TVector>(TSimd.Subtract(n, half)));
    }

    // 2ⁿ for whole n from −126 to 127: the exponent field is n + 127.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerOfTwo<TSimd, TVector>(TVector n)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.LowByteToExponent(TSimd.Add(n, TSimd.Broadcast(Rounder + 127)));
}

/// <summary>Choices lane by lane.</summary>
internal static class Lanes
{
    /// <summary>a where all bits of the mask are set, b where none is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Select<TSimd, TVector>(TVector mask, TVector a, TVector b)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.Or(TSimd.And(a, mask), TSimd.AndNot(b, mask));
}
