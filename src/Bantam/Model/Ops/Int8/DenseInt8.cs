namespace Bantam.Model;

/// <summary>The arguments of the int8 dense kernel.</summary>
internal readonly ref struct DenseInt8Arguments
{
    /// <summary>Inputs per row.</summary>
    public required int Inputs { get; init; }

    /// <summary>Outputs per row.</summary>
    public required int Outputs { get; init; }

    /// <summary>The integer constants.</summary>
    public required LinearInt8Parameters Parameters { get; init; }

    /// <summary>The input codes, [N, inputs].</summary>
    public required ReadOnlySpan<sbyte> Input { get; init; }

    /// <summary>The weight codes, [outputs, inputs].</summary>
    public required ReadOnlySpan<sbyte> Weights { get; init; }

    /// <summary>One bias per output in accumulator steps, or empty for none.</summary>
    public required ReadOnlySpan<int> Bias { get; init; }

    /// <summary>The output codes, [N, outputs].</summary>
    public required Span<sbyte> Output { get; init; }
}

/// <summary>The meaning of an int8 dense layer: <c>y[n,o] = clamp(zₒ + requantize(b[o] + Σⱼ w[o,j]·(x[n,j] − zᵢ)))</c>.</summary>
/// <remarks>
/// Range: a sum of K products stays below 2³¹ for K ≤ 65,793, as in <see cref="Conv2dInt8"/>. Source: TFLite FULLY_CONNECTED,
/// reference integer kernel.
/// </remarks>
internal static class DenseInt8
{
    /// <summary>Runs the layer.</summary>
    /// <param name="a">The arguments.</param>
    public static void Run(in DenseInt8Arguments a)
    {
        for (int i = 0; i < a.Output.Length; i++)
        {
            int channel = i % a.Outputs;
            ReadOnlySpan<sbyte> row = a.Input.Slice(i / a.Outputs * a.Inputs, a.Inputs);
            ReadOnlySpan<sbyte> weights = a.Weights.Slice(channel * a.Inputs, a.Inputs);
            int accumulator = 0;
            for (int j = 0; j < row.Length; j++)
            {
                accumulator += weights[j] * (row[j] + a.Parameters.InputOffset);
            }

            accumulator += a.Bias.IsEmpty ? 0 : a.Bias[channel];
            a.Output[i] = a.Parameters.Output.From(accumulator, a.Parameters.Multipliers[channel]);
        }
    }
}
