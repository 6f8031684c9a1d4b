using System.Numerics;

namespace Bantam.Model;

/// <summary>The meaning of an element-wise maximum or minimum of codes: with equal parameters codes are ordered as their numbers are.</summary>
/// <remarks>Nothing is rounded. Source: TFLite MAXIMUM and MINIMUM.</remarks>
internal static class ExtremeInt8
{
    /// <summary>Runs the comparison.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <param name="a">The arguments; the constant is whether the larger code is taken.</param>
    public static void Run<TCode>(in BinaryArguments<TCode, bool> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        for (int i = 0; i < a.Output.Length; i++)
        {
            (int x, int y) = a.Pair(i);
            a.Output[i] = TCode.CreateTruncating(a.Parameters ? Math.Max(x, y) : Math.Min(x, y));
        }
    }
}
