using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Model;

/// <summary>Chooses how many lanes kernels use. The choice changes their speed only: results have the same bits.</summary>
internal static class SimdWidth
{
    /// <summary>The widest vectors that this machine runs well: 16, 8, 4 or 1 lanes.</summary>
    public static int Widest { get; } =
        Vector512.IsHardwareAccelerated ? 16
        : Vector256.IsHardwareAccelerated && Fma.IsSupported ? 8
        : Vector128.IsHardwareAccelerated ? 4
        : 1;

    /// <summary>The lanes to use: <see cref="Widest"/>, or less where a test compares widths.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 16, 8, 4 or 1, or is more than <see cref="Widest"/>.</exception>
    public static int Current
    {
        get;
        set => field = value is 16 or 8 or 4 or 1 && value <= Widest
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Kernels use 16, 8, 4 or 1 lanes, and this machine has at most {Widest}.");
    }

    = Widest;

    /// <summary>The lanes for rows of a given length: no wider than it takes to cover one row.</summary>
    /// <param name="columns">Elements per row.</param>
    /// <returns>16, 8, 4 or 1.</returns>
    public static int For(int columns)
    {
        int lanes = Current;
        while (lanes > 4 && columns <= lanes / 2)
        {
            lanes /= 2;
        }

        return columns == 1 ? 1 : lanes;
    }
}
