using System.Numerics;

namespace Bantam.Model;

/// <summary>The arguments of the integer dense kernel.</summary>
/// <typeparam name="TCode">The type of activations: <see cref="sbyte"/> or <see cref="short"/>.</typeparam>
/// <typeparam name="TSum">The type of accumulators and biases: <see cref="int"/> or <see cref="long"/>.</typeparam>
internal readonly ref struct DenseArguments<TCode, TSum>
    where TCode : unmanaged, IBinaryInteger<TCode>
    where TSum : unmanaged, IBinaryInteger<TSum>
{
    /// <summary>Inputs per row.</summary>
    public required int Inputs { get; init; }

    /// <summary>Outputs per row.</summary>
    public required int Outputs { get; init; }

    /// <summary>The integer constants.</summary>
    public required LinearInt8Parameters Parameters { get; init; }

    /// <summary>The input codes, [N, inputs].</summary>
    public required ReadOnlySpan<TCode> Input { get; init; }

    /// <summary>The weight codes of 8 or 4 bits, one a byte, [outputs, inputs].</summary>
    public required ReadOnlySpan<sbyte> Weights { get; init; }

    /// <summary>One bias per output in accumulator steps, or empty for none.</summary>
    public required ReadOnlySpan<TSum> Bias { get; init; }

    /// <summary>The output codes, [N, outputs].</summary>
    public required Span<TCode> Output { get; init; }
}

/// <summary>The meaning of an integer dense layer: <c>y[n,o] = clamp(zₒ + requantize(b[o] + Σⱼ w[o,j]·(x[n,j] − zᵢ)))</c>.</summary>
/// <remarks>
/// Range: a sum of K products stays below 2³¹ for K ≤ 65,793 in 8 bits and K ≤ 511 in 16, as in <see cref="Conv2dInt8"/>. Source:
/// TFLite FULLY_CONNECTED, reference integer kernel.
/// </remarks>
internal static class DenseInt8
{
    /// <summary>Runs the layer.</summary>
    /// <typeparam name="TCode">The type of activations.</typeparam>
    /// <typeparam name="TSum">The type of accumulators.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Run<TCode, TSum>(in DenseArguments<TCode, TSum> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        for (int i = 0; i < a.Output.Length; i++)
        {
            int channel = i % a.Outputs;
            ReadOnlySpan<TCode> row = a.Input.Slice(i / a.Outputs * a.Inputs, a.Inputs);
            ReadOnlySpan<sbyte> weights = a.Weights.Slice(channel * a.Inputs, a.Inputs);
            TSum accumulator = a.Bias.IsEmpty ? TSum.Zero : a.Bias[channel];
            for (int j = 0; j < row.Length; j++)
            {
                accumulator += TSum.CreateTruncating(weights[j] * (int.CreateTruncating(row[j]) + a.Parameters.InputOffset));
            }

            a.Output[i] = a.Parameters.Output.From<TCode, TSum>(accumulator, a.Parameters.Multipliers[channel]);
        }
    }
}
