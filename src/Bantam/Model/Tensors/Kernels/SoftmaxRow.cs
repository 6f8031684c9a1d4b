using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Softmax of rows and its logarithm, one row after another.</summary>
internal static unsafe class SoftmaxRow
{
    private const int PartLength = 4096;

    // The exponentials of what lies further below the maximum are no normal numbers: they count as 0.
    private const float LeastScore = -87.3f;

    /// <summary>y = softmax of each row of x.</summary>
    public static void Run<TSimd, TVector>(float* x, float* y, int length, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        Work work = new() { X = x, Y = y, Columns = columns, Parts = new EvenSplit(length / columns, Math.Max(1, PartLength / columns), 1) };
        WorkerPool.Run(work.Parts.Count, &RunPart<TSimd, TVector>, &work, 16L * length);
    }

    /// <summary>y = the logarithm of the softmax of each row of x; y is not x.</summary>
    public static void RunLog<TSimd, TVector>(float* x, float* y, int length, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        Work work = new() { X = x, Y = y, Columns = columns, Parts = new EvenSplit(length / columns, Math.Max(1, PartLength / columns), 1) };
        WorkerPool.Run(work.Parts.Count, &RunLogPart<TSimd, TVector>, &work, 16L * length);
    }

    /// <summary>
    /// Replaces rows of scores by y = e^(x − m), m the maximum of the row, and 0 where that is below 1.2·10⁻³⁸. A row's maximum goes to <paramref name="maxima"/> and its
    /// Σ y, which lies in [1, columns], to <paramref name="sums"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exponentials<TSimd, TVector>(in Scores scores, float* y, float* maxima, float* sums)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int columns = scores.Columns;
        for (int row = 0; row < scores.Rows; row++)
        {
            // A NaN may slip through the maximum, but not through the exponentials and their sum.
            float* x = scores.X + ((nint)row * columns);
            float maximum = x[0];
            for (int i = 1; i < columns; i++)
            {
                maximum = x[i] > maximum ? x[i] : maximum;
            }

            maxima[row] = maximum;
            for (int i = 0; i < columns; i++)
            {
                y[((nint)row * columns) + i] = x[i] - maximum;
            }
        }

        // All rows at once, so that short ones fill the vectors and none waits for the one before.
        int length = scores.Rows * columns;
        int position = 0;
        for (; position <= length - TSimd.Lanes; position += TSimd.Lanes)
        {
            TSimd.Store(y + position, Exponential<TSimd, TVector>(TSimd.Load(y + position)));
        }

        if (position < length)
        {
            TSimd.StoreFirst(y + position, Exponential<TSimd, TVector>(TSimd.LoadFirst(y + position, length - position)), length - position);
        }

        for (int row = 0; row < scores.Rows; row++)
        {
            // In order and in double: the same bits on every width, and no error worth mention in long rows.
            double sum = 0;
            for (int i = 0; i < columns; i++)
            {
                sum += y[((nint)row * columns) + i];
            }

            sums[row] = (float)sum;
        }
    }

    // Where a sample is learned, the shares of wrong classes would be denormal numbers, which cost a step of a small network twice its time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exponential<TSimd, TVector>(TVector shifted)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector y = ExpStep.Apply<TSimd, TVector>(shifted, shifted, shifted, shifted);
        return TSimd.AndNot(y, TSimd.Greater(TSimd.Broadcast(LeastScore), shifted));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPart<TSimd, TVector>(int part, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int first, int rows) = work->Parts.Part(part);
        int columns = work->Columns;
        nint start = (nint)first * columns;
        float* y = work->Y + start;
        float* sums = Scratch.Get<float>(Scratch.Use.Row, 2L * rows);
        Exponentials<TSimd, TVector>(new Scores(work->X + start, rows, columns), y, sums + rows, sums);
        for (int row = 0; row < rows; row++, y += columns)
        {
            for (int i = 0; i < columns; i++)
            {
                y[i] /= sums[row];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunLogPart<TSimd, TVector>(int part, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int first, int rows) = work->Parts.Part(part);
        int columns = work->Columns;
        float* x = work->X + ((nint)first * columns);
        float* y = work->Y + ((nint)first * columns);
        float* sums = Scratch.Get<float>(Scratch.Use.Row, 2L * rows);
        Exponentials<TSimd, TVector>(new Scores(x, rows, columns), y, sums + rows, sums);
        for (int row = 0; row < rows; row++)
        {
            // The maximum first: together with the logarithm it would be rounded to its own size.
            float maximum = sums[rows + row];
            float logarithm = LogStep.Apply<SimdScalar, float>(sums[row], 0, 0, 0);
            nint start = (nint)row * columns;
            for (nint i = start; i < start + columns; i++)
            {
                y[i] = x[i] - maximum - logarithm;
            }
        }
    }

    /// <summary>Rows of scores.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">Scores per row, at least 1.</param>
    public readonly struct Scores(float* x, int rows, int columns)
    {
        public readonly float* X = x;
        public readonly int Rows = rows;
        public readonly int Columns = columns;
    }

    private struct Work
    {
        public float* X;
        public float* Y;
        public int Columns;
        public EvenSplit Parts;
    }
}
