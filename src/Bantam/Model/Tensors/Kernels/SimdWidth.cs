using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Model;

/// <summary>Chooses how many lanes kernels use. The choice changes their speed only: results have the same bits.</summary>
internal static class SimdWidth
{
    /// <summary>The environment variable that forces a width: <c>512</c>, <c>256</c>, <c>128</c> (bits per vector) or <c>scalar</c>.</summary>
    public const string Variable = "BANTAM_SIMD";

    /// <summary>The widest vectors that this machine runs well: 16, 8, 4 or 1 lanes.</summary>
    public static int Widest { get; } =
        Vector512.IsHardwareAccelerated ? 16
        : Vector256.IsHardwareAccelerated && Fma.IsSupported ? 8
        : Vector128.IsHardwareAccelerated ? 4
        : 1;

    /// <summary>The lanes to use: what <see cref="Variable"/> asked for at the start, else <see cref="Widest"/>; a test that compares widths changes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 16, 8, 4 or 1, or is more than <see cref="Widest"/>.</exception>
    /// <exception cref="NotSupportedException">The environment variable says something else.</exception>
    public static int Current
    {
        get => field != 0 ? field : field = LanesOf(Environment.GetEnvironmentVariable(Variable), Widest);
        set => field = value is 16 or 8 or 4 or 1 && value <= Widest
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Kernels use 16, 8, 4 or 1 lanes, and this machine has at most {Widest}.");
    }

    /// <summary>The lanes that the environment variable asks for.</summary>
    /// <param name="value">What it says; the widest vectors where it is absent or empty.</param>
    /// <param name="widest">The most lanes that the machine has.</param>
    /// <returns>16, 8, 4 or 1.</returns>
    /// <exception cref="NotSupportedException">It says something else, or more than the machine has.</exception>
    public static int LanesOf(string? value, int widest)
    {
        int lanes = value switch
        {
            null or "" => widest,
            "512" => 16,
            "256" => 8,
            "128" => 4,
            "scalar" => 1,
            _ => throw new NotSupportedException($"{Variable} is '{value}', but it may be 512, 256, 128 (bits per vector) or scalar. Unset it to use the widest vectors of this machine."),
        };
        return lanes <= widest
            ? lanes
            : throw new NotSupportedException($"{Variable} asks for vectors of {value} bits, but this machine runs {(widest == 1 ? "no vectors" : $"at most {widest * 32}")} well. Choose less, or unset it.");
    }

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
