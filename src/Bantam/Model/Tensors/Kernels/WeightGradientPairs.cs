using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Model;

/// <summary>A part of the weight gradient of a convolution to at most eight channels whose windows have short rows, for 16 lanes.</summary>
/// <remarks>
/// A vector holds the sums of two neighboring weights in turns: eight outputs each. One instruction hands a pair of input
/// values to all of them. Where a row of the window has an odd number of values, its last two pairs share one, whose sums
/// are then the same. All sums run pixel after pixel, as those of <see cref="GemmTile"/> do: the bits are the same.
/// </remarks>
internal unsafe struct WeightGradientPairs
{
    private const int MostOutputs = 8;
    private const int MostSums = 16;
    private const int ShortestRun = 3;
    private const int LongestRun = 10;

    /// <summary>The values that the window of the first pixel meets.</summary>
    public float* X;

    /// <summary>Values of one row of the window.</summary>
    public int Run;

    /// <summary>Rows of the window.</summary>
    public int Lines;

    /// <summary>Elements from one row of the window to the next.</summary>
    public nint LineLength;

    /// <summary>Elements from one window to the next.</summary>
    public nint PixelStep;

    /// <summary>Elements from the windows of one row of pixels to those of the next.</summary>
    public nint RowStep;

    /// <summary>Columns of pixels.</summary>
    public int Columns;

    /// <summary>Rows of pixels.</summary>
    public int Rows;

    /// <summary>The upstream gradients of the pixels, one after the other.</summary>
    public float* Upstream;

    /// <summary>Output channels.</summary>
    public int Outputs;

    /// <summary>The sums: [lines, run, outputs].</summary>
    public float* Gradient;

    /// <summary>Whether the sums start from what they hold.</summary>
    public bool Accumulate;

    private interface IRun
    {
        static abstract int Length { get; }
    }

    /// <summary>Whether this is the way to the weight gradient of a convolution on this machine.</summary>
    public static bool Serves(in WindowGeometry g) =>
        SimdWidth.Current == MostSums && g.OutputChannels <= MostOutputs && g.KernelWidth * g.InputChannels is >= ShortestRun and <= LongestRun;

    /// <summary>Adds all pixels.</summary>
    public static void Compute(in WeightGradientPairs part)
    {
        switch (part.Run)
        {
            case 3:
                Compute<Run3>(in part);
                break;
            case 4:
                Compute<Run4>(in part);
                break;
            case 5:
                Compute<Run5>(in part);
                break;
            case 6:
                Compute<Run6>(in part);
                break;
            case 7:
                Compute<Run7>(in part);
                break;
            case 8:
                Compute<Run8>(in part);
                break;
            case 9:
                Compute<Run9>(in part);
                break;
            default:
                Compute<Run10>(in part);
                break;
        }
    }

    private static void Compute<TRun>(in WeightGradientPairs part)
        where TRun : struct, IRun
    {
        float* sums = stackalloc float[MostSums * 2 * MostOutputs];
        for (int line = 0; line < part.Lines; line += MostSums / Pairs<TRun>())
        {
            Read<TRun>(in part, line, sums);
            AddPixels<TRun>(in part, line, sums);
            Write<TRun>(in part, line, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddPixels<TRun>(in WeightGradientPairs part, int first, float* sums)
        where TRun : struct, IRun
    {
        Vector512<float> sum0 = Vector512.Load(sums), sum1 = Vector512.Load(sums + 16), sum2 = Vector512.Load(sums + 32), sum3 = Vector512.Load(sums + 48);
        Vector512<float> sum4 = Vector512.Load(sums + 64), sum5 = Vector512.Load(sums + 80), sum6 = Vector512.Load(sums + 96), sum7 = Vector512.Load(sums + 112);
        Vector512<float> sum8 = Vector512.Load(sums + 128), sum9 = Vector512.Load(sums + 144), sum10 = Vector512.Load(sums + 160), sum11 = Vector512.Load(sums + 176);
        Vector512<float> sum12 = Vector512.Load(sums + 192), sum13 = Vector512.Load(sums + 208), sum14 = Vector512.Load(sums + 224), sum15 = Vector512.Load(sums + 240);
        float* a0 = Line<TRun>(in part, first, 0), a1 = Line<TRun>(in part, first, 1), a2 = Line<TRun>(in part, first, 2), a3 = Line<TRun>(in part, first, 3);
        float* a4 = Line<TRun>(in part, first, 4), a5 = Line<TRun>(in part, first, 5), a6 = Line<TRun>(in part, first, 6), a7 = Line<TRun>(in part, first, 7);
        float* b = part.Upstream;
        nint step = part.PixelStep;
        nint rest = part.RowStep - (part.Columns * step);
        int outputs = part.Outputs;
        Vector512<int> twice = Vector512.Create(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
        for (int row = part.Rows; row > 0; row--)
        {
            for (int column = part.Columns; column > 0; column--)
            {
                Vector256<float> once = outputs == MostOutputs ? Vector256.Load(b) : Simd256.LoadFirst(b, outputs);
                Vector512<float> upstream = Avx512F.PermuteVar16x32(once.ToVector512Unsafe(), twice);
                sum0 = Vector512.FusedMultiplyAdd(Pair<TRun>(a0, 0), upstream, sum0);
                sum1 = Vector512.FusedMultiplyAdd(Pair<TRun>(a0, 1), upstream, sum1);
                sum2 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a1 : a0, 2), upstream, sum2);
                sum3 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 3 ? a1 : a0, 3), upstream, sum3);
                sum4 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a2 : Pairs<TRun>() <= 4 ? a1 : a0, 4), upstream, sum4);
                sum5 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a2 : a1, 5), upstream, sum5);
                sum6 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a3 : Pairs<TRun>() <= 3 ? a2 : a1, 6), upstream, sum6);
                sum7 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a3 : Pairs<TRun>() <= 3 ? a2 : a1, 7), upstream, sum7);
                sum8 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a4 : Pairs<TRun>() <= 4 ? a2 : a1, 8), upstream, sum8);
                sum9 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a4 : Pairs<TRun>() <= 3 ? a3 : Pairs<TRun>() <= 4 ? a2 : a1, 9), upstream, sum9);
                sum10 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a5 : Pairs<TRun>() <= 3 ? a3 : a2, 10), upstream, sum10);
                sum11 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a5 : Pairs<TRun>() <= 3 ? a3 : a2, 11), upstream, sum11);
                sum12 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a6 : Pairs<TRun>() <= 3 ? a4 : Pairs<TRun>() <= 4 ? a3 : a2, 12), upstream, sum12);
                sum13 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a6 : Pairs<TRun>() <= 3 ? a4 : Pairs<TRun>() <= 4 ? a3 : a2, 13), upstream, sum13);
                sum14 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a7 : Pairs<TRun>() <= 3 ? a4 : Pairs<TRun>() <= 4 ? a3 : a2, 14), upstream, sum14);
                if (MostSums % Pairs<TRun>() == 0)
                {
                    sum15 = Vector512.FusedMultiplyAdd(Pair<TRun>(Pairs<TRun>() <= 2 ? a7 : a3, 15), upstream, sum15);
                }

                a0 += step;
                a1 += step;
                a2 += step;
                a3 += step;
                a4 += step;
                a5 += step;
                a6 += step;
                a7 += step;
                b += outputs;
            }

            a0 += rest;
            a1 += rest;
            a2 += rest;
            a3 += rest;
            a4 += rest;
            a5 += rest;
            a6 += rest;
            a7 += rest;
        }

        sum0.Store(sums);
        sum1.Store(sums + 16);
        sum2.Store(sums + 32);
        sum3.Store(sums + 48);
        sum4.Store(sums + 64);
        sum5.Store(sums + 80);
        sum6.Store(sums + 96);
        sum7.Store(sums + 112);
        sum8.Store(sums + 128);
        sum9.Store(sums + 144);
        sum10.Store(sums + 160);
        sum11.Store(sums + 176);
        sum12.Store(sums + 192);
        sum13.Store(sums + 208);
        sum14.Store(sums + 224);
        sum15.Store(sums + 240);
    }

    // Lines that the window does not have repeat its last one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Line<TRun>(in WeightGradientPairs part, int first, int line)
        where TRun : struct, IRun => part.X + (Math.Min(first + line, part.Lines - 1) * part.LineLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pairs<TRun>()
        where TRun : struct, IRun => (TRun.Length + 1) / 2;

    // Where in its row of the window a pair starts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Term<TRun>(int sum)
        where TRun : struct, IRun => Math.Min(2 * (sum % Pairs<TRun>()), TRun.Length - 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pair<TRun>(float* line, int sum)
        where TRun : struct, IRun => Vector512.Create(*(double*)(line + Term<TRun>(sum))).AsSingle();

    // Where the weights of a pair start. They lie beside each other.
    private static float* Weights<TRun>(in WeightGradientPairs part, int first, int sum)
        where TRun : struct, IRun
    {
        int line = Math.Min(first + (sum / Pairs<TRun>()), part.Lines - 1);
        return part.Gradient + ((((nint)line * TRun.Length) + Term<TRun>(sum)) * part.Outputs);
    }

    private static void Read<TRun>(in WeightGradientPairs part, int first, float* sums)
        where TRun : struct, IRun
    {
        if (!part.Accumulate)
        {
            new Span<float>(sums, MostSums * 2 * MostOutputs).Clear();
            return;
        }

        for (int sum = 0; sum < MostSums; sum++)
        {
            float* weights = Weights<TRun>(in part, first, sum);
            Vector512<float> both = Vector512.Create(Simd256.LoadFirst(weights, part.Outputs), Simd256.LoadFirst(weights + part.Outputs, part.Outputs));
            Avx512F.PermuteVar16x32(both, Vector512.Create(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15)).Store(sums + (sum * 2 * MostOutputs));
        }
    }

    private static void Write<TRun>(in WeightGradientPairs part, int first, float* sums)
        where TRun : struct, IRun
    {
        for (int sum = 0; sum < MostSums / Pairs<TRun>() * Pairs<TRun>(); sum++)
        {
            Vector512<float> both = Avx512F.PermuteVar16x32(Vector512.Load(sums + (sum * 2 * MostOutputs)), Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15));

            // Like a tile of a matrix product, which adds a bias of 0: no sum is −0.
            both += Vector512<float>.Zero;
            float* weights = Weights<TRun>(in part, first, sum);
            Simd256.StoreFirst(weights, both.GetLower(), part.Outputs);
            Simd256.StoreFirst(weights + part.Outputs, both.GetUpper(), part.Outputs);
        }
    }

    private readonly struct Run3 : IRun
    {
        public static int Length => 3;
    }

    private readonly struct Run4 : IRun
    {
        public static int Length => 4;
    }

    private readonly struct Run5 : IRun
    {
        public static int Length => 5;
    }

    private readonly struct Run6 : IRun
    {
        public static int Length => 6;
    }

    private readonly struct Run7 : IRun
    {
        public static int Length => 7;
    }

    private readonly struct Run8 : IRun
    {
        public static int Length => 8;
    }

    private readonly struct Run9 : IRun
    {
        public static int Length => 9;
    }

    private readonly struct Run10 : IRun
    {
        public static int Length => 10;
    }
}
