namespace Bantam.Model;

/// <summary>The sizes of one sliding-window operation (convolution, depthwise convolution, pooling) on NHWC data.</summary>
/// <remarks>
/// Output pixel (h, w) looks at input rows <c>h·StrideHeight − PadTop + i·DilationHeight</c> for i below <c>KernelHeight</c>, and
/// likewise in width; rows and columns outside the input count as zero (convolution) or are left out (pooling).
/// </remarks>
public readonly record struct WindowGeometry
{
    /// <summary>A geometry without dilation and groups.</summary>
    public WindowGeometry()
    {
    }

    /// <summary>Number of images N.</summary>
    public required int Batch { get; init; }

    /// <summary>Input height H.</summary>
    public required int InputHeight { get; init; }

    /// <summary>Input width W.</summary>
    public required int InputWidth { get; init; }

    /// <summary>Input channels C.</summary>
    public required int InputChannels { get; init; }

    /// <summary>Output height.</summary>
    public required int OutputHeight { get; init; }

    /// <summary>Output width.</summary>
    public required int OutputWidth { get; init; }

    /// <summary>Output channels O. Equal to <see cref="InputChannels"/> for pooling, a multiple of it for depthwise convolution.</summary>
    public required int OutputChannels { get; init; }

    /// <summary>Window height in input pixels.</summary>
    public required int KernelHeight { get; init; }

    /// <summary>Window width in input pixels.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Vertical step of the window in input pixels.</summary>
    public required int StrideHeight { get; init; }

    /// <summary>Horizontal step of the window in input pixels.</summary>
    public required int StrideWidth { get; init; }

    /// <summary>Rows of padding above the input.</summary>
    public required int PadTop { get; init; }

    /// <summary>Columns of padding left of the input.</summary>
    public required int PadLeft { get; init; }

    /// <summary>Input rows from one row of the window to the next.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Input columns from one column of the window to the next.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Groups of channels that a convolution keeps apart: output channels of a group see the input channels of that group only.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Output pixels of one image.</summary>
    public int OutputPixels => OutputHeight * OutputWidth;

    /// <summary>Elements that one full window covers over the input channels of a group: the length K of a convolution's dot product.</summary>
    public int PatchLength => KernelHeight * KernelWidth * (InputChannels / Groups);

    /// <summary>Input elements of one image.</summary>
    public int InputElements => InputHeight * InputWidth * InputChannels;

    /// <summary>Output elements of one image.</summary>
    public int OutputElements => OutputPixels * OutputChannels;
}
