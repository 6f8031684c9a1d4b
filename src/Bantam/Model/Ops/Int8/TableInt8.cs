using System.Collections.Immutable;

namespace Bantam.Model;

/// <summary>An int8 function of one variable as a table of its 256 values, computed on the host.</summary>
/// <param name="Values">The output codes of the input codes −128, −127, … 127.</param>
internal sealed record TableInt8(ImmutableArray<sbyte> Values)
{
    /// <summary>The table of a real function.</summary>
    /// <param name="input">The input's parameters: one scale, int8 codes.</param>
    /// <param name="output">The output's parameters.</param>
    /// <param name="rounding">How ties round.</param>
    /// <param name="function">The function, built from <see cref="PortableMath"/> so that every host makes the same table.</param>
    /// <returns>Entry q + 128 is the code nearest to the function of the real number that q stands for.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of int8 activations.</exception>
    public static TableInt8 Of(QuantizationParameters input, QuantizationParameters output, RoundingProfile rounding, Func<double, double> function)
    {
        Int8Output.RequireActivation(input, "input");
        Int8Output.RequireActivation(output, "output");
        return Of(code => (sbyte)output.Quantize((float)function(input.Dequantize(code)), 0, rounding));
    }

    /// <summary>The table of a function on codes.</summary>
    /// <param name="function">The output code of an input code.</param>
    /// <returns>The table.</returns>
    public static TableInt8 Of(Func<sbyte, sbyte> function) =>
        new([.. Enumerable.Range(sbyte.MinValue, 256).Select(code => function((sbyte)code))]);

    /// <summary>Looks codes up.</summary>
    /// <param name="input">The input codes.</param>
    /// <param name="output">As many output codes; may be the input itself.</param>
    public void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = Values[input[i] - sbyte.MinValue];
        }
    }
}
