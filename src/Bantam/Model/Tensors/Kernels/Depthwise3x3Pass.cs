using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>A depthwise convolution with a 3×3 window over a batch, channels in lanes: what the forward pass and the input's gradient share.</summary>
/// <remarks>
/// The nine weights of some channels stay in registers for a row of the target, and a pixel costs nine multiply-adds that
/// read their factor from memory. The image is read where it lies: rows beyond the edge are a row of zeros, and the pixels at
/// the ends of a row leave the weights out that hang over. Each sum is one chain from the bias on, in the order of the window,
/// whatever the vector width.
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
        PaddedImage padding = pass->Padding;
        float* source = pass->Source + ((nint)image * padding.ImageHeight * padding.ImageWidth * pass->Channels);
        if (pass->SpreadHeight != 1 || pass->SpreadWidth != 1)
        {
            source = padding.PrepareSpread(source, pass->SpreadHeight, pass->SpreadWidth);
            padding = padding with { ImageHeight = padding.Height, ImageWidth = padding.Width, Top = 0, Left = 0 };
        }

        Columns columns = new(in *pass, in padding);
        nint rowLength = (nint)padding.ImageWidth * pass->Channels;
        nint targetLength = (nint)pass->TargetWidth * pass->Channels;
        float* target = pass->Target + (image * pass->TargetHeight * targetLength);
        float* zeros = Scratch.Get<float>(Scratch.Use.Row, rowLength);
        new Span<float>(zeros, (int)rowLength).Clear();
        for (int row = 0; row < pass->TargetHeight; row++, target += targetLength)
        {
            int top = (row * pass->StrideHeight) - padding.Top;
            Lines lines = new()
            {
                Top = Line(top),
                Middle = Line(top + 1),
                Bottom = Line(top + 2),
                Target = target,
            };
            RunRow<TSimd, TVector>(pass, in lines, in columns);
            if (!columns.AreSimple)
            {
                RunEnds<TSimd, TVector>(pass, in lines, in columns);
            }
        }

        float* Line(int y) => y >= 0 && y < padding.ImageHeight ? source + (y * rowLength) : zeros;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRow<TSimd, TVector>(Depthwise3x3Pass* pass, in Lines lines, in Columns columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint channels = pass->Channels;
        nint two = 2 * channels;
        nint next = pass->StrideWidth * channels;
        nint start = ((columns.First * pass->StrideWidth) - columns.Left) * channels;
        nint step = pass->WeightStep;
        TVector low = TSimd.Broadcast(pass->Low);
        TVector high = TSimd.Broadcast(pass->High);
        for (nint block = 0; block < channels; block += TSimd.Lanes)
        {
            // The last vector may overlap the one before: it computes the same values once more.
            nint c = Math.Min(block, channels - TSimd.Lanes);
            float* w = pass->Weights + c;
            TVector w0 = TSimd.Load(w), w1 = TSimd.Load(w + step), w2 = TSimd.Load(w + (2 * step));
            TVector w3 = TSimd.Load(w + (3 * step)), w4 = TSimd.Load(w + (4 * step)), w5 = TSimd.Load(w + (5 * step));
            TVector w6 = TSimd.Load(w + (6 * step)), w7 = TSimd.Load(w + (7 * step)), w8 = TSimd.Load(w + (8 * step));
            TVector bias = pass->Bias is null ? default : TSimd.Load(pass->Bias + c);
            float* top = lines.Top + c;
            float* middle = lines.Middle + c;
            float* bottom = lines.Bottom + c;
            float* y = lines.Target + c;
            if (columns.HasSimpleStart)
            {
                TVector sum = TSimd.MultiplyAdd(TSimd.Load(top), w1, bias);
                sum = TSimd.MultiplyAdd(TSimd.Load(top + channels), w2, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle), w4, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle + channels), w5, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom), w7, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom + channels), w8, sum);
                TSimd.Store(y, TSimd.Clamp(sum, low, high));
            }

            y += columns.First * channels;
            top += start;
            middle += start;
            bottom += start;
            for (nint left = columns.End - columns.First; left > 0; left--)
            {
                TVector sum = TSimd.MultiplyAdd(TSimd.Load(top), w0, bias);
                sum = TSimd.MultiplyAdd(TSimd.Load(top + channels), w1, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(top + two), w2, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle), w3, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle + channels), w4, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle + two), w5, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom), w6, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom + channels), w7, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom + two), w8, sum);
                TSimd.Store(y, TSimd.Clamp(sum, low, high));
                top += next;
                middle += next;
                bottom += next;
                y += channels;
            }

            if (columns.HasSimpleEnd)
            {
                TVector sum = TSimd.MultiplyAdd(TSimd.Load(top), w0, bias);
                sum = TSimd.MultiplyAdd(TSimd.Load(top + channels), w1, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle), w3, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(middle + channels), w4, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom), w6, sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(bottom + channels), w7, sum);
                TSimd.Store(y, TSimd.Clamp(sum, low, high));
            }
        }
    }

    // The pixels at the ends of a row for any padding: where more than one column hangs over, or both sides at once.
    private static void RunEnds<TSimd, TVector>(Depthwise3x3Pass* pass, in Lines lines, in Columns columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        for (int column = 0; column < pass->TargetWidth; column++)
        {
            if (column == columns.First)
            {
                column = Math.Max(columns.First, columns.End);
                if (column == pass->TargetWidth)
                {
                    return;
                }
            }

            int x = (column * pass->StrideWidth) - columns.Left;
            for (nint block = 0; block < pass->Channels; block += TSimd.Lanes)
            {
                nint c = Math.Min(block, pass->Channels - TSimd.Lanes);
                TVector sum = pass->Bias is null ? default : TSimd.Load(pass->Bias + c);
                for (int tap = 0; tap < Size * Size; tap++)
                {
                    int position = x + (tap % Size);
                    if (position >= 0 && position < columns.ImageWidth)
                    {
                        float* line = tap < Size ? lines.Top : tap < 2 * Size ? lines.Middle : lines.Bottom;
                        sum = TSimd.MultiplyAdd(TSimd.Load(line + ((nint)position * pass->Channels) + c), TSimd.Load(pass->Weights + (tap * pass->WeightStep) + c), sum);
                    }
                }

                TSimd.Store(lines.Target + ((nint)column * pass->Channels) + c, TSimd.Clamp(sum, TSimd.Broadcast(pass->Low), TSimd.Broadcast(pass->High)));
            }
        }
    }

    /// <summary>The three rows of pixels that a row of the target meets, and that row.</summary>
    private struct Lines
    {
        public float* Top;
        public float* Middle;
        public float* Bottom;
        public float* Target;
    }

    /// <summary>Which columns of the target have windows inside of the image, from the first to before the end, and what hangs over at the others.</summary>
    private readonly struct Columns
    {
        public readonly int First;
        public readonly int End;
        public readonly int Left;
        public readonly int ImageWidth;

        /// <summary>Whether one pixel lies before the first full window, and lacks one column of its window.</summary>
        public readonly bool HasSimpleStart;

        /// <summary>The same behind the last full window.</summary>
        public readonly bool HasSimpleEnd;

        /// <summary>Whether that is all.</summary>
        public readonly bool AreSimple;

        public Columns(in Depthwise3x3Pass pass, in PaddedImage padding)
        {
            (int stride, int width, int targets) = (pass.StrideWidth, padding.ImageWidth, pass.TargetWidth);
            Left = padding.Left;
            ImageWidth = width;
            int last = width - Size + Left;
            First = Math.Min((Left + stride - 1) / stride, targets);
            End = Math.Clamp(last < 0 ? 0 : (last / stride) + 1, First, targets);
            AreSimple = width >= Size - 1
                && (First == 0 || (First == 1 && Left == 1))
                && (End == targets || (End == targets - 1 && End >= First && (End * stride) - Left + Size - 1 == width && (End * stride) >= Left));
            HasSimpleStart = AreSimple && First == 1;
            HasSimpleEnd = AreSimple && End < targets;
        }
    }
}
