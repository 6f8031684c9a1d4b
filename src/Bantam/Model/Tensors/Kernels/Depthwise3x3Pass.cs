using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>A depthwise convolution with a 3×3 window over a batch, channels in lanes: what the forward pass and the input's gradient share.</summary>
/// <remarks>
/// The source image is padded first, so that every target pixel meets nine source pixels. The nine weights of some
/// channels then stay in registers for the whole image, and a pixel costs nine multiply-adds that read their factor from
/// memory. Each sum is one chain in the order of the window, whatever the vector width.
/// </remarks>
internal unsafe struct Depthwise3x3Pass
{
    /// <summary>Rows and columns of the window.</summary>
    public const int Size = 3;

    /// <summary>The images that are read.</summary>
    public float* Source;

    /// <summary>Their size and padding.</summary>
    public PaddedImage Padding;

    /// <summary>Rows and columns from one source pixel to the next in the padded image; zeros lie between.</summary>
    public int SpreadHeight, SpreadWidth;

    /// <summary>The images that are written, [TargetHeight, TargetWidth, Channels] each.</summary>
    public float* Target;

    /// <summary>Their height and width.</summary>
    public int TargetHeight, TargetWidth;

    /// <summary>Step of the window in pixels of the padded image.</summary>
    public int StrideHeight, StrideWidth;

    /// <summary>The weights, [3, 3, C].</summary>
    public float* Weights;

    /// <summary>From the weight of the first position to that of the next: C, or −C where they are met in reverse.</summary>
    public nint WeightStep;

    /// <summary>Channels C.</summary>
    public int Channels;

    /// <summary>A value for each channel, or null.</summary>
    public float* Bias;

    /// <summary>Smallest value written.</summary>
    public float Low;

    /// <summary>Largest value written.</summary>
    public float High;

    /// <summary>Computes one image.</summary>
    public static void RunImage<TSimd, TVector>(int image, Depthwise3x3Pass* pass)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint sourceLength = (nint)pass->Padding.ImageHeight * pass->Padding.ImageWidth * pass->Channels;
        float* source = pass->Source + (image * sourceLength);
        source = pass->SpreadHeight == 1 && pass->SpreadWidth == 1
            ? pass->Padding.Prepare(source)
            : pass->Padding.PrepareSpread(source, pass->SpreadHeight, pass->SpreadWidth);
        float* target = pass->Target + ((nint)image * pass->TargetHeight * pass->TargetWidth * pass->Channels);
        int c = 0;
        for (; c <= pass->Channels - TSimd.Lanes; c += TSimd.Lanes)
        {
            RunLanes<TSimd, TVector>(pass, c, source, target);
        }

        if (c < pass->Channels)
        {
            RunLastLanes<TSimd, TVector>(pass, c, source, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunLanes<TSimd, TVector>(Depthwise3x3Pass* pass, int c, float* source, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* w = pass->Weights + c;
        nint step = pass->WeightStep;
        TVector w0 = TSimd.Load(w), w1 = TSimd.Load(w + step), w2 = TSimd.Load(w + (2 * step));
        TVector w3 = TSimd.Load(w + (3 * step)), w4 = TSimd.Load(w + (4 * step)), w5 = TSimd.Load(w + (5 * step));
        TVector w6 = TSimd.Load(w + (6 * step)), w7 = TSimd.Load(w + (7 * step)), w8 = TSimd.Load(w + (8 * step));
        TVector bias = pass->Bias is null ? default : TSimd.Load(pass->Bias + c);
        TVector low = TSimd.Broadcast(pass->Low);
        TVector high = TSimd.Broadcast(pass->High);
        nint channels = pass->Channels;
        nint toNext = pass->StrideWidth * channels;
        nint rowLength = pass->Padding.RowLength;
        float* y = target + c;
        for (nint row = 0; row < pass->TargetHeight; row++)
        {
            float* top = source + (row * pass->StrideHeight * rowLength) + c;
            float* middle = top + rowLength;
            float* bottom = middle + rowLength;
            for (nint left = pass->TargetWidth; left > 0; left--)
            {
                TVector sum = TSimd.Multiply(TSimd.Load(top), w0);
                sum = TSimd.MultiplyAdd(TSimd.Load(top + channels), w1, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(top + (2 * channels)), w2, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle), w3, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle + channels), w4, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle + (2 * channels)), w5, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom), w6, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom + channels), w7, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom + (2 * channels)), w8, sum);
                TSimd.Store(y, TSimd.Clamp(TSimd.Add(sum, bias), low, high));
                top += toNext;
                middle += toNext;
                bottom += toNext;
                y += channels;
            }
        }
    }

    // The channels that do not fill a vector: the same sums, with what lies beyond them masked.
    private static void RunLastLanes<TSimd, TVector>(Depthwise3x3Pass* pass, int c, float* source, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int count = pass->Channels - c;
        TVector bias = pass->Bias is null ? default : TSimd.LoadFirst(pass->Bias + c, count);
        TVector low = TSimd.Broadcast(pass->Low);
        TVector high = TSimd.Broadcast(pass->High);
        for (int pixel = 0; pixel < pass->TargetHeight * pass->TargetWidth; pixel++)
        {
            int row = pixel / pass->TargetWidth * pass->StrideHeight;
            int column = pixel % pass->TargetWidth * pass->StrideWidth;
            float* x = source + (row * pass->Padding.RowLength) + ((nint)column * pass->Channels) + c;
            float* w = pass->Weights + c;
            TVector sum = default;
            for (int tap = 0; tap < Size * Size; tap++, w += pass->WeightStep)
            {
                float* value = x + (tap / Size * pass->Padding.RowLength) + (tap % Size * pass->Channels);
                TVector product = TSimd.Multiply(TSimd.LoadFirst(value, count), TSimd.LoadFirst(w, count));
                sum = tap == 0 ? product : TSimd.MultiplyAdd(TSimd.LoadFirst(value, count), TSimd.LoadFirst(w, count), sum);
            }

            TSimd.StoreFirst(target + ((nint)pixel * pass->Channels) + c, TSimd.Clamp(TSimd.Add(sum, bias), low, high), count);
        }
    }
}
