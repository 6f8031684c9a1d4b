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

    /// <summary>Whether the gradient passes through a clamp of the output.</summary>
    public bool IsClamped;

    /// <summary>Smallest value of the output.</summary>
    public float Low;

    /// <summary>Largest value of the output.</summary>
    public float High;

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

    /// <summary>y = clamp((x − mean)·scale + shift).</summary>
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
            TVector low = TSimd.Broadcast(work->Low);
            TVector high = TSimd.Broadcast(work->High);
            nint i = ((nint)first * channels) + c;
            for (int r = 0; r < rows; r++, i += channels)
            {
                TVector distance = TSimd.Subtract(Load<TSimd, TVector>(work->X + i, count), mean);
                TVector y = TSimd.MultiplyAdd(distance, scale, shift);
                Store<TSimd, TVector>(work->Y + i, TSimd.Clamp(y, low, high), count);
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
        bool isClamped = work->IsClamped;
        TVector low = TSimd.Broadcast(work->Low);
        TVector high = TSimd.Broadcast(work->High);
        for (int c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, channels - c);
            TVector mean = TSimd.LoadFirst(work->Coefficients + c, count);
            TVector outputScale = TSimd.LoadFirst(work->Coefficients + channels + c, count);
            TVector outputShift = TSimd.LoadFirst(work->Coefficients + (2 * channels) + c, count);
            TVector evenProducts = default, oddProducts = default, evenSums = default, oddSums = default;
            nint i = ((nint)first * channels) + c;
            for (int r = 0; r < rows; r++, i += channels)
            {
                TVector distance = TSimd.Subtract(Load<TSimd, TVector>(work->X + i, count), mean);
                TVector upstream = Load<TSimd, TVector>(work->Upstream + i, count);
                if (isClamped)
                {
                    upstream = Through<TSimd, TVector>(upstream, TSimd.MultiplyAdd(distance, outputScale, outputShift), low, high);
                }

                TVector nextProducts = TSimd.MultiplyAdd(upstream, distance, evenProducts);
                TVector nextSums = TSimd.Add(evenSums, upstream);
                (evenProducts, oddProducts) = (oddProducts, nextProducts);
                (evenSums, oddSums) = (oddSums, nextSums);
            }

            TSimd.StoreFirst(partial + c, TSimd.Add(evenProducts, oddProducts), count);
            TSimd.StoreFirst(partial + channels + c, TSimd.Add(evenSums, oddSums), count);
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
        bool isClamped = work->IsClamped;
        TVector low = TSimd.Broadcast(work->Low);
        TVector high = TSimd.Broadcast(work->High);
        for (int c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, channels - c);
            TVector mean = TSimd.LoadFirst(work->Coefficients + c, count);
            TVector scale = TSimd.LoadFirst(work->Coefficients + (3 * channels) + c, count);
            TVector shift = TSimd.LoadFirst(work->Coefficients + (4 * channels) + c, count);
            TVector slope = TSimd.LoadFirst(work->Coefficients + (5 * channels) + c, count);
            TVector outputScale = TSimd.LoadFirst(work->Coefficients + channels + c, count);
            TVector outputShift = TSimd.LoadFirst(work->Coefficients + (2 * channels) + c, count);
            nint i = ((nint)first * channels) + c;
            for (int r = 0; r < rows; r++, i += channels)
            {
                TVector distance = TSimd.Subtract(Load<TSimd, TVector>(work->X + i, count), mean);
                TVector upstream = Load<TSimd, TVector>(work->Upstream + i, count);
                if (isClamped)
                {
                    upstream = Through<TSimd, TVector>(upstream, TSimd.MultiplyAdd(distance, outputScale, outputShift), low, high);
                }

                TVector centered = TSimd.Add(upstream, TSimd.MultiplyAdd(distance, slope, shift));
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

    // A gradient passes where the output lies strictly inside its bounds. The output has the bits of the forward pass: the same operations.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Through<TSimd, TVector>(TVector upstream, TVector y, TVector low, TVector high)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.And(upstream, TSimd.And(TSimd.Greater(y, low), TSimd.Greater(high, y)));
}
