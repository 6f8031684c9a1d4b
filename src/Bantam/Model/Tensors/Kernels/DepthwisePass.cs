using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>A depthwise convolution over a batch, channels in lanes: what the forward pass and the input's gradient share.</summary>
/// <remarks>
/// Both compute each target pixel from the source pixels that it meets. They differ in which ones: tables for rows and
/// columns tell. Four neighbors in the middle of a row meet the same weights, which are then read once.
/// </remarks>
internal unsafe struct DepthwisePass
{
    /// <summary>The images that are read.</summary>
    public float* Source;

    /// <summary>Their height.</summary>
    public int SourceHeight;

    /// <summary>Their width.</summary>
    public int SourceWidth;

    /// <summary>The images that are written.</summary>
    public float* Target;

    /// <summary>The weights, [I, J, C].</summary>
    public float* Weights;

    /// <summary>Columns J of the window.</summary>
    public int KernelWidth;

    /// <summary>Channels C.</summary>
    public int Channels;

    /// <summary>A value for each channel, or null.</summary>
    public float* Bias;

    /// <summary>Smallest value written.</summary>
    public float Low;

    /// <summary>Largest value written.</summary>
    public float High;

    /// <summary>What each target row meets.</summary>
    public DepthwiseAxis Rows;

    /// <summary>What each target column meets.</summary>
    public DepthwiseAxis Columns;

    /// <summary>Computes one image.</summary>
    public static void RunImage<TSimd, TVector>(int image, DepthwisePass* pass)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* source = pass->Source + ((nint)image * pass->SourceHeight * pass->SourceWidth * pass->Channels);
        float* target = pass->Target + ((nint)image * pass->Rows.Length * pass->Columns.Length * pass->Channels);
        for (int row = 0; row < pass->Rows.Length; row++)
        {
            RunRow<TSimd, TVector>(in *pass, in pass->Rows.Meets[row], source, target);
            target += (nint)pass->Columns.Length * pass->Channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRow<TSimd, TVector>(in DepthwisePass pass, in DepthwiseMeet row, float* source, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint channels = pass.Channels;
        Walk walk = new()
        {
            Rows = row.Count,
            Channels = channels,
            RowOfSource = (nint)pass.Rows.SourceStep * pass.SourceWidth * channels,
            RowOfWeights = (nint)pass.Rows.TapStep * pass.KernelWidth * channels,
            ColumnOfSource = pass.Columns.SourceStep * channels,
            ColumnOfWeights = pass.Columns.TapStep * channels,
        };
        source += (nint)row.Source * pass.SourceWidth * channels;
        float* weights = pass.Weights + ((nint)row.Tap * pass.KernelWidth * channels);
        for (nint c = 0; c < channels; c += TSimd.Lanes)
        {
            walk.Count = (int)Math.Min(TSimd.Lanes, channels - c);
            TVector bias = pass.Bias is null ? default : TSimd.LoadFirst(pass.Bias + c, walk.Count);
            TVector low = TSimd.Broadcast(pass.Low);
            TVector high = TSimd.Broadcast(pass.High);
            for (int column = 0; column < pass.Columns.Length;)
            {
                ref readonly DepthwiseMeet meet = ref pass.Columns.Meets[column];
                float* x = source + (meet.Source * channels) + c;
                float* w = weights + (meet.Tap * channels) + c;
                float* y = target + (column * channels) + c;
                if (meet.FourAlike)
                {
                    (TVector s0, TVector s1, TVector s2, TVector s3) = FourPixels<TSimd, TVector>(in walk, in meet, x, w);
                    Store<TSimd, TVector>(y, TSimd.Clamp(TSimd.Add(s0, bias), low, high), walk.Count);
                    Store<TSimd, TVector>(y + channels, TSimd.Clamp(TSimd.Add(s1, bias), low, high), walk.Count);
                    Store<TSimd, TVector>(y + (2 * channels), TSimd.Clamp(TSimd.Add(s2, bias), low, high), walk.Count);
                    Store<TSimd, TVector>(y + (3 * channels), TSimd.Clamp(TSimd.Add(s3, bias), low, high), walk.Count);
                    column += 4;
                }
                else
                {
                    TVector sum = OnePixel<TSimd, TVector>(in walk, meet.Count, x, w);
                    Store<TSimd, TVector>(y, TSimd.Clamp(TSimd.Add(sum, bias), low, high), walk.Count);
                    column++;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector, TVector, TVector, TVector) FourPixels<TSimd, TVector>(in Walk walk, in DepthwiseMeet meet, float* x, float* w)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint next = meet.ToNext * walk.Channels;
        TVector a = default, b = default, c = default, d = default;
        for (nint i = walk.Rows; i > 0; i--, x += walk.RowOfSource, w += walk.RowOfWeights)
        {
            float* source = x;
            float* weights = w;
            for (nint j = meet.Count; j > 0; j--, source += walk.ColumnOfSource, weights += walk.ColumnOfWeights)
            {
                TVector weight = Load<TSimd, TVector>(weights, walk.Count);
                a = TSimd.MultiplyAdd(Load<TSimd, TVector>(source, walk.Count), weight, a);
                b = TSimd.MultiplyAdd(Load<TSimd, TVector>(source + next, walk.Count), weight, b);
                c = TSimd.MultiplyAdd(Load<TSimd, TVector>(source + (2 * next), walk.Count), weight, c);
                d = TSimd.MultiplyAdd(Load<TSimd, TVector>(source + (3 * next), walk.Count), weight, d);
            }
        }

        return (a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OnePixel<TSimd, TVector>(in Walk walk, nint columns, float* x, float* w)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector sum = default;
        for (nint i = walk.Rows; i > 0; i--, x += walk.RowOfSource, w += walk.RowOfWeights)
        {
            float* source = x;
            float* weights = w;
            for (nint j = columns; j > 0; j--, source += walk.ColumnOfSource, weights += walk.ColumnOfWeights)
            {
                sum = TSimd.MultiplyAdd(Load<TSimd, TVector>(source, walk.Count), Load<TSimd, TVector>(weights, walk.Count), sum);
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load<TSimd, TVector>(float* source, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => count == TSimd.Lanes ? TSimd.Load(source) : TSimd.LoadFirst(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd, TVector>(float* target, TVector value, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (count == TSimd.Lanes)
        {
            TSimd.Store(target, value);
        }
        else
        {
            TSimd.StoreFirst(target, value, count);
        }
    }

    /// <summary>How to walk from tap to tap for all pixels of one target row.</summary>
    private struct Walk
    {
        public nint Rows;
        public nint Channels;
        public nint RowOfSource;
        public nint RowOfWeights;
        public nint ColumnOfSource;
        public nint ColumnOfWeights;
        public int Count;
    }
}
