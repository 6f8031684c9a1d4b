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
            int column = 0;
            while (column < pass->Columns.Length)
            {
                if (pass->Columns.Meets[column].FourAlike)
                {
                    FourPixels<TSimd, TVector>(in *pass, in pass->Rows.Meets[row], in pass->Columns.Meets[column], source, target);
                    column += 4;
                    target += 4 * pass->Channels;
                }
                else
                {
                    OnePixel<TSimd, TVector>(in *pass, in pass->Rows.Meets[row], in pass->Columns.Meets[column], source, target);
                    column++;
                    target += pass->Channels;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourPixels<TSimd, TVector>(in DepthwisePass pass, in DepthwiseMeet row, in DepthwiseMeet column, float* source, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint channels = pass.Channels;
        nint next = column.ToNext * channels;
        nint sourceColumnStep = pass.Columns.SourceStep * channels;
        nint weightColumnStep = pass.Columns.TapStep * channels;
        nint sourceRowStep = (nint)pass.Rows.SourceStep * pass.SourceWidth * channels;
        nint weightRowStep = (nint)pass.Rows.TapStep * pass.KernelWidth * channels;
        float* sourceStart = source + ((((nint)row.Source * pass.SourceWidth) + column.Source) * channels);
        float* weightStart = pass.Weights + ((((nint)row.Tap * pass.KernelWidth) + column.Tap) * channels);
        for (nint c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = (int)Math.Min(TSimd.Lanes, channels - c);
            bool whole = count == TSimd.Lanes;
            TVector s0 = default, s1 = default, s2 = default, s3 = default;
            for (nint i = 0; i < row.Count; i++)
            {
                float* x = sourceStart + c + (i * sourceRowStep);
                float* w = weightStart + c + (i * weightRowStep);
                for (nint j = 0; j < column.Count; j++, x += sourceColumnStep, w += weightColumnStep)
                {
                    TVector weight = Load<TSimd, TVector>(w, whole, count);
                    s0 = TSimd.MultiplyAdd(Load<TSimd, TVector>(x, whole, count), weight, s0);
                    s1 = TSimd.MultiplyAdd(Load<TSimd, TVector>(x + next, whole, count), weight, s1);
                    s2 = TSimd.MultiplyAdd(Load<TSimd, TVector>(x + (2 * next), whole, count), weight, s2);
                    s3 = TSimd.MultiplyAdd(Load<TSimd, TVector>(x + (3 * next), whole, count), weight, s3);
                }
            }

            float* y = target + c;
            Finish<TSimd, TVector>(in pass, c, s0, y, count);
            Finish<TSimd, TVector>(in pass, c, s1, y + channels, count);
            Finish<TSimd, TVector>(in pass, c, s2, y + (2 * channels), count);
            Finish<TSimd, TVector>(in pass, c, s3, y + (3 * channels), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OnePixel<TSimd, TVector>(in DepthwisePass pass, in DepthwiseMeet row, in DepthwiseMeet column, float* source, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint channels = pass.Channels;
        for (nint c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = (int)Math.Min(TSimd.Lanes, channels - c);
            bool whole = count == TSimd.Lanes;
            TVector sum = default;
            for (nint i = 0; i < row.Count; i++)
            {
                nint sourceRow = (row.Source + (i * pass.Rows.SourceStep)) * pass.SourceWidth;
                nint weightRow = (row.Tap + (i * pass.Rows.TapStep)) * pass.KernelWidth;
                for (nint j = 0; j < column.Count; j++)
                {
                    float* x = source + ((sourceRow + column.Source + (j * pass.Columns.SourceStep)) * channels) + c;
                    float* w = pass.Weights + ((weightRow + column.Tap + (j * pass.Columns.TapStep)) * channels) + c;
                    sum = TSimd.MultiplyAdd(Load<TSimd, TVector>(x, whole, count), Load<TSimd, TVector>(w, whole, count), sum);
                }
            }

            Finish<TSimd, TVector>(in pass, c, sum, target + c, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load<TSimd, TVector>(float* source, bool whole, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => whole ? TSimd.Load(source) : TSimd.LoadFirst(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TSimd, TVector>(in DepthwisePass pass, nint channel, TVector sum, float* target, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (pass.Bias is not null)
        {
            sum = TSimd.Add(sum, TSimd.LoadFirst(pass.Bias + channel, count));
        }

        TSimd.StoreFirst(target, TSimd.Clamp(sum, TSimd.Broadcast(pass.Low), TSimd.Broadcast(pass.High)), count);
    }
}
