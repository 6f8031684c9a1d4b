using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>The settings of one operator.</summary>
internal abstract record TfliteOptions;

/// <summary>How a window treats the edge; the numbers are those of the format.</summary>
internal enum TflitePadding
{
    Same = 0,
    Valid = 1,
}

/// <summary>What an operator does to its own output; the numbers are those of the format.</summary>
internal enum TfliteActivation
{
    None = 0,
    Relu = 1,
    ReluN1To1 = 2,
    Relu6 = 3,
    Tanh = 4,
    SignBit = 5,
}

internal sealed record TfliteConvolutionOptions(TflitePadding Padding, Size2d Stride, Size2d Dilation, TfliteActivation Activation) : TfliteOptions;

internal sealed record TfliteDepthwiseOptions(TflitePadding Padding, Size2d Stride, Size2d Dilation, TfliteActivation Activation, int Multiplier) : TfliteOptions;

internal sealed record TflitePoolOptions(TflitePadding Padding, Size2d Stride, Size2d Kernel, TfliteActivation Activation) : TfliteOptions;

internal sealed record TfliteTransposeConvOptions(TflitePadding Padding, Size2d Stride, TfliteActivation Activation) : TfliteOptions;

/// <param name="Activation">The activation.</param>
/// <param name="IsShuffled">Whether the weights lie in an order for one processor.</param>
/// <param name="KeepsAxes">Whether all axes of the input but the last stay.</param>
internal sealed record TfliteFullyConnectedOptions(TfliteActivation Activation, bool IsShuffled = false, bool KeepsAxes = false) : TfliteOptions;

internal sealed record TfliteSoftmaxOptions(float Beta) : TfliteOptions;

internal sealed record TfliteReshapeOptions(ImmutableArray<int> NewShape) : TfliteOptions;

/// <summary>Of ADD, SUB, MUL and DIV.</summary>
internal sealed record TfliteArithmeticOptions(TfliteActivation Activation) : TfliteOptions;

/// <summary>Of MEAN, SUM and REDUCE_MAX.</summary>
internal sealed record TfliteReducerOptions(bool KeepsAxes) : TfliteOptions;

internal sealed record TfliteConcatenationOptions(int Axis, TfliteActivation Activation) : TfliteOptions;

internal sealed record TfliteLeakyReluOptions(float Alpha) : TfliteOptions;

internal sealed record TfliteSqueezeOptions(ImmutableArray<int> Axes) : TfliteOptions;

/// <summary>One bit for each axis: whether the begin or end is open, an ellipsis or a new axis stands there, or the axis vanishes.</summary>
internal sealed record TfliteStridedSliceOptions(int BeginMask, int EndMask, int EllipsisMask, int NewAxisMask, int ShrinkMask) : TfliteOptions;

internal sealed record TfliteSplitOptions(int Parts) : TfliteOptions;

internal sealed record TfliteBatchMatMulOptions(bool TransposesLeft, bool TransposesRight) : TfliteOptions;

/// <param name="IsNearest">Whether it is that of RESIZE_NEAREST_NEIGHBOR, which lacks two old fields.</param>
/// <param name="AlignsCorners">Whether the corner pixels of old and new images meet.</param>
/// <param name="HasHalfPixelCenters">Whether pixels are squares with a center.</param>
internal sealed record TfliteResizeOptions(bool IsNearest, bool AlignsCorners, bool HasHalfPixelCenters) : TfliteOptions;

internal sealed record TfliteSvdfOptions(int Rank, TfliteActivation Activation) : TfliteOptions;

internal sealed record TfliteLstmOptions(TfliteActivation Activation, float CellClip, float ProjectionClip, bool IsTimeMajor) : TfliteOptions;
