namespace Bantam.Model;

/// <summary>The arguments of the int8 convolution kernels.</summary>
internal readonly ref struct ConvolutionInt8Arguments
{
    /// <summary>The sizes.</summary>
    public required WindowGeometry Geometry { get; init; }

    /// <summary>The integer constants.</summary>
    public required LinearInt8Parameters Parameters { get; init; }

    /// <summary>The input codes, NHWC.</summary>
    public required ReadOnlySpan<sbyte> Input { get; init; }

    /// <summary>The weight codes: OHWI for a convolution, 1HWC for a depthwise one.</summary>
    public required ReadOnlySpan<sbyte> Weights { get; init; }

    /// <summary>One bias per output channel in accumulator steps, or empty for none.</summary>
    public required ReadOnlySpan<int> Bias { get; init; }

    /// <summary>The output codes, NHWC.</summary>
    public required Span<sbyte> Output { get; init; }
}
