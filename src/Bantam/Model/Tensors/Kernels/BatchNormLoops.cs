using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>What the parts of a batch normalization kernel share.</summary>
internal unsafe struct BatchNormWork
{
    /// <summary>The input, [rows, channels].</summary>
    public float* X;

    /// <summary>The upstream gradient.</summary>
    public float* Upstream;

    /// <summary>The result.</summary>
    public float* Y;

    /// <summary>Rows of constants, one for each channel.</summary>
    public float* Coefficients;

    /// <summary>Two rows of sums for each part.</summary>
    public float* Partials;

    /// <summary>Values per row.</summary>
    public int Channels;

    /// <summary>How the rows are cut.</summary>
    public EvenSplit Parts;
}

/// <summary>The loops of batch normalization over one block of rows: channels in lanes.</summary>
internal static unsafe class BatchNormLoops
{
    /// <summary>Mean and sum of squared distances from it, of one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Moments<TSimd, TVector>(int part, BatchNormWork* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int first, int rows) = work->Parts.Part(part);
        int channels = work->Channels;
        float* partial = work->Partials + ((nint)part * 2 * channels);
        for (int c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, channels - c);
            float* x = work->X + ((nint)first * channels) + c;
            TVector pivot = Load<TSimd, TVector>(x, count);
            TVector even = default, odd = default;
            for (int r = 0; r < rows; r++)
            {
                // Two sums in turn, because each addition waits for the one before; of distances, because those are small.
                TVector next = TSimd.Add(even, TSimd.Subtract(Load<TSimd, TVector>(x + ((nint)r * channels), count), pivot));
                (even, odd) = (odd, next);
            }

            TVector mean = TSimd.Add(pivot, TSimd.Divide(TSimd.Add(even, odd), TSimd.Broadcast(rows)));
            even = odd = default;
            for (int r = 0; r < rows; r++)
            {
                TVector distance = TSimd.Subtract(Load<TSimd, TVector>(x + ((nint)r * channels), count), mean);
                TVector next = TSimd.MultiplyAdd(distance, distance, even);
                (even, odd) = (odd, next);
            }

            TSimd.StoreFirst(partial + c, mean, count);
            TSimd.StoreFirst(partial + channels + c, TSimd.Add(even, odd), count);
        }
    }

    /// <summary>y = (x − mean)·scale + shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize<TSimd, TVector>(int part, BatchNormWork* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int first, int rows) = work->Parts.Part(part);
        int channels = work->Channels;
        for (int c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, channels - c);
            TVector mean = TSimd.LoadFirst(work->Coefficients + c, count);
            TVector scale = TSimd.LoadFirst(work->Coefficients + channels + c, count);
            TVector shift = TSimd.LoadFirst(work->Coefficients + (2 * channels) + c, count);
            nint i = ((nint)first * channels) + c;
            for (int r = 0; r < rows; r++, i += channels)
            {
                TVector distance = TSimd.Subtract(Load<TSimd, TVector>(work->X + i, count), mean);
                Store<TSimd, TVector>(work->Y + i, TSimd.MultiplyAdd(distance, scale, shift), count);
            }
        }
    }

    /// <summary>Σ ȳ·(x − mean) and Σ ȳ of one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GradientSums<TSimd, TVector>(int part, BatchNormWork* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int first, int rows) = work->Parts.Part(part);
        int channels = work->Channels;
        float* partial = work->Partials + ((nint)part * 2 * channels);
        for (int c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, channels - c);
            TVector mean = TSimd.LoadFirst(work->Coefficients + c, count);
            TVector products = default, sums = default;
            nint i = ((nint)first * channels) + c;
            for (int r = 0; r < rows; r++, i += channels)
            {
                TVector upstream = Load<TSimd, TVector>(work->Upstream + i, count);
                products = TSimd.MultiplyAdd(upstream, TSimd.Subtract(Load<TSimd, TVector>(work->X + i, count), mean), products);
                sums = TSimd.Add(sums, upstream);
            }

            TSimd.StoreFirst(partial + c, products, count);
            TSimd.StoreFirst(partial + channels + c, sums, count);
        }
    }

    /// <summary>x̄ = scale·(ȳ + shift + (x − mean)·slope).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void InputGradient<TSimd, TVector>(int part, BatchNormWork* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int first, int rows) = work->Parts.Part(part);
        int channels = work->Channels;
        for (int c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, channels - c);
            TVector mean = TSimd.LoadFirst(work->Coefficients + c, count);
            TVector scale = TSimd.LoadFirst(work->Coefficients + channels + c, count);
            TVector shift = TSimd.LoadFirst(work->Coefficients + (2 * channels) + c, count);
            TVector slope = TSimd.LoadFirst(work->Coefficients + (3 * channels) + c, count);
            nint i = ((nint)first * channels) + c;
            for (int r = 0; r < rows; r++, i += channels)
            {
                TVector distance = TSimd.Subtract(Load<TSimd, TVector>(work->X + i, count), mean);
                TVector centered = TSimd.Add(Load<TSimd, TVector>(work->Upstream + i, count), TSimd.MultiplyAdd(distance, slope, shift));
                Store<TSimd, TVector>(work->Y + i, TSimd.Multiply(scale, centered), count);
            }
        }
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
}
