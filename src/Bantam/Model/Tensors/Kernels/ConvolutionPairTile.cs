using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Model;

/// <summary>Twelve neighboring output pixels of a <see cref="ConvolutionPairs"/>.</summary>
internal unsafe struct ConvolutionPairTile
{
    /// <summary>How many pixels one call computes.</summary>
    public const int Pixels = 12;

    /// <summary>The first value that the window of the first pixel meets.</summary>
    public float* Source;

    /// <summary>Elements from one window to the next.</summary>
    public nint PixelStep;

    /// <summary>Elements from one row of the window to the next.</summary>
    public nint RowLength;

    /// <summary>Rows of the window.</summary>
    public nint Rows;

    /// <summary>Pairs of values in a row of the window.</summary>
    public nint Pairs;

    /// <summary>Where the last pair starts.</summary>
    public nint LastPair;

    /// <summary>The weights as <see cref="ConvolutionPairs.Pack"/> writes them.</summary>
    public float* Weights;

    /// <summary>Output channels.</summary>
    public int Outputs;

    /// <summary>A value for each output channel, or null.</summary>
    public float* Bias;

    /// <summary>Where the first pixel is written.</summary>
    public float* Target;

    /// <summary>Smallest value written.</summary>
    public float Low;

    /// <summary>Largest value written.</summary>
    public float High;

    /// <summary>With 16 lanes: both chains of eight outputs alternate in one vector, and one instruction hands a pair of values to all of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ComputeWide(in ConvolutionPairTile tile)
    {
        nint step = tile.PixelStep;
        nint two = 2 * step;
        nint three = 3 * step;
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default;
        Vector512<float> sum6 = default, sum7 = default, sum8 = default, sum9 = default, sum10 = default, sum11 = default;
        float* line = tile.Source;
        float* w = tile.Weights;
        nint last = tile.LastPair;
        for (nint row = tile.Rows; row > 0; row--, line += tile.RowLength)
        {
            for (nint pair = 0; pair < tile.Pairs; pair++, w += 16)
            {
                float* a0 = line + Math.Min(2 * pair, last);
                float* a3 = a0 + three;
                float* a6 = a3 + three;
                float* a9 = a6 + three;
                Vector512<float> weights = Vector512.Load(w);
                sum0 = Vector512.FusedMultiplyAdd(Pair(a0), weights, sum0);
                sum1 = Vector512.FusedMultiplyAdd(Pair(a0 + step), weights, sum1);
                sum2 = Vector512.FusedMultiplyAdd(Pair(a0 + two), weights, sum2);
                sum3 = Vector512.FusedMultiplyAdd(Pair(a3), weights, sum3);
                sum4 = Vector512.FusedMultiplyAdd(Pair(a3 + step), weights, sum4);
                sum5 = Vector512.FusedMultiplyAdd(Pair(a3 + two), weights, sum5);
                sum6 = Vector512.FusedMultiplyAdd(Pair(a6), weights, sum6);
                sum7 = Vector512.FusedMultiplyAdd(Pair(a6 + step), weights, sum7);
                sum8 = Vector512.FusedMultiplyAdd(Pair(a6 + two), weights, sum8);
                sum9 = Vector512.FusedMultiplyAdd(Pair(a9), weights, sum9);
                sum10 = Vector512.FusedMultiplyAdd(Pair(a9 + step), weights, sum10);
                sum11 = Vector512.FusedMultiplyAdd(Pair(a9 + two), weights, sum11);
            }
        }

        Vector256<float> bias = tile.Bias is null ? default : Simd256.LoadFirst(tile.Bias, tile.Outputs);
        Vector512<float> biases = Vector512.Create(bias, bias);
        WriteTwo(in tile, 0, sum0, sum1, biases);
        WriteTwo(in tile, 2, sum2, sum3, biases);
        WriteTwo(in tile, 4, sum4, sum5, biases);
        WriteTwo(in tile, 6, sum6, sum7, biases);
        WriteTwo(in tile, 8, sum8, sum9, biases);
        WriteTwo(in tile, 10, sum10, sum11, biases);
    }

    /// <summary>With fewer lanes: one vector for each chain.</summary>
    public static void Compute<TSimd, TVector>(in ConvolutionPairTile tile)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* w = tile.Weights;
        for (int output = 0; output < tile.Outputs; output += TSimd.Lanes)
        {
            for (int pixel = 0; pixel < Pixels; pixel += 4)
            {
                FourPixels<TSimd, TVector>(in tile, w, pixel, output);
            }

            w += tile.Rows * tile.Pairs * 2 * TSimd.Lanes;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourPixels<TSimd, TVector>(in ConvolutionPairTile tile, float* w, int pixel, int output)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint step = tile.PixelStep;
        nint two = 2 * step;
        nint three = 3 * step;
        TVector first0 = default, first1 = default, first2 = default, first3 = default;
        TVector second0 = default, second1 = default, second2 = default, second3 = default;
        float* line = tile.Source + (pixel * step);
        for (nint row = tile.Rows; row > 0; row--, line += tile.RowLength)
        {
            for (nint pair = 0; pair < tile.Pairs; pair++, w += 2 * TSimd.Lanes)
            {
                float* a = line + Math.Min(2 * pair, tile.LastPair);
                TVector first = TSimd.Load(w);
                TVector second = TSimd.Load(w + TSimd.Lanes);
                first0 = TSimd.MultiplyAdd(TSimd.Broadcast(*a), first, first0);
                second0 = TSimd.MultiplyAdd(TSimd.Broadcast(a[1]), second, second0);
                first1 = TSimd.MultiplyAdd(TSimd.Broadcast(a[step]), first, first1);
                second1 = TSimd.MultiplyAdd(TSimd.Broadcast(a[step + 1]), second, second1);
                first2 = TSimd.MultiplyAdd(TSimd.Broadcast(a[two]), first, first2);
                second2 = TSimd.MultiplyAdd(TSimd.Broadcast(a[two + 1]), second, second2);
                first3 = TSimd.MultiplyAdd(TSimd.Broadcast(a[three]), first, first3);
                second3 = TSimd.MultiplyAdd(TSimd.Broadcast(a[three + 1]), second, second3);
            }
        }

        float* y = tile.Target + ((nint)pixel * tile.Outputs) + output;
        Write<TSimd, TVector>(in tile, output, y, TSimd.Add(first0, second0));
        Write<TSimd, TVector>(in tile, output, y + tile.Outputs, TSimd.Add(first1, second1));
        Write<TSimd, TVector>(in tile, output, y + (2 * tile.Outputs), TSimd.Add(first2, second2));
        Write<TSimd, TVector>(in tile, output, y + (3 * tile.Outputs), TSimd.Add(first3, second3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TSimd, TVector>(in ConvolutionPairTile tile, int output, float* y, TVector sum)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int count = Math.Min(TSimd.Lanes, tile.Outputs - output);
        TVector bias = tile.Bias is null ? default : TSimd.LoadFirst(tile.Bias + output, count);
        TSimd.StoreFirst(y, TSimd.Clamp(TSimd.Add(sum, bias), TSimd.Broadcast(tile.Low), TSimd.Broadcast(tile.High)), count);
    }

    // The two chains of two pixels, added: eight outputs of one pixel, then those of the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteTwo(in ConvolutionPairTile tile, int pixel, Vector512<float> a, Vector512<float> b, Vector512<float> bias)
    {
        Vector512<float> first = Avx512F.PermuteVar16x32x2(a, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), b);
        Vector512<float> second = Avx512F.PermuteVar16x32x2(a, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), b);
        Vector512<float> y = Simd512.Clamp(first + second + bias, Vector512.Create(tile.Low), Vector512.Create(tile.High));
        float* target = tile.Target + ((nint)pixel * tile.Outputs);
        if (tile.Outputs == ConvolutionPairs.MostOutputs)
        {
            y.Store(target);
        }
        else
        {
            Simd256.StoreFirst(target, y.GetLower(), tile.Outputs);
            Simd256.StoreFirst(target + tile.Outputs, y.GetUpper(), tile.Outputs);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pair(float* values) => Vector512.Create(*(double*)values).AsSingle();
}
