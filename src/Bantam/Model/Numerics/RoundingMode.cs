namespace Bantam.Model;

/// <summary>Which neighbor a number becomes that lies between two numbers of a format.</summary>
/// <remarks>Stochastic rounding is no mode: the methods that know it take a <see cref="RandomStream"/> instead.</remarks>
public enum RoundingMode
{
    /// <summary>The nearer one; at a tie the one whose code is even. The default of IEEE 754.</summary>
    NearestEven,

    /// <summary>The nearer one; at a tie the one farther from zero.</summary>
    NearestAway,

    /// <summary>The one nearer to zero: surplus bits are cut off.</summary>
    TowardZero,

    /// <summary>The smaller one.</summary>
    Down,

    /// <summary>The larger one.</summary>
    Up,
}
