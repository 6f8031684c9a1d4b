using System.Numerics;

namespace Bantam.Model;

/// <summary>The arguments of the integer convolution kernels.</summary>
/// <typeparam name="TCode">The type of activations: <see cref="sbyte"/> or <see cref="short"/>.</typeparam>
/// <typeparam name="TSum">The type of accumulators and biases: <see cref="int"/> or <see cref="long"/>; it also names the rule of requantization.</typeparam>
internal readonly ref struct ConvolutionArguments<TCode, TSum>
    where TCode : unmanaged, IBinaryInteger<TCode>
    where TSum : unmanaged, IBinaryInteger<TSum>
{
    /// <summary>The sizes.</summary>
    public required WindowGeometry Geometry { get; init; }

    /// <summary>The integer constants.</summary>
    public required LinearInt8Parameters Parameters { get; init; }

    /// <summary>The input codes, NHWC.</summary>
    public required ReadOnlySpan<TCode> Input { get; init; }

    /// <summary>The weight codes of 8 or 4 bits, one a byte: OHWI for a convolution, 1HWC for a depthwise one.</summary>
    public required ReadOnlySpan<sbyte> Weights { get; init; }

    /// <summary>One bias per output channel in accumulator steps, or empty for none.</summary>
    public required ReadOnlySpan<TSum> Bias { get; init; }

    /// <summary>The output codes, NHWC.</summary>
    public required Span<TCode> Output { get; init; }

    /// <summary>The output code of a sum of products, after the bias of its channel.</summary>
    public TCode Finish(TSum sum, int channel) =>
        Parameters.Output.From<TCode, TSum>(Bias.IsEmpty ? sum : sum + Bias[channel], Parameters.Multipliers[channel]);
}
