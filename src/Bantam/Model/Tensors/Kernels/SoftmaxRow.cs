using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Softmax of rows, one after another.</summary>
internal static unsafe class SoftmaxRow
{
    private const int PartLength = 4096;

    /// <summary>y = softmax of each row of x.</summary>
    public static void Run<TSimd, TVector>(float* x, float* y, int length, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        Work work = new() { X = x, Y = y, Columns = columns, Parts = new EvenSplit(length / columns, Math.Max(1, PartLength / columns), 1) };
        WorkerPool.Run(work.Parts.Count, &RunPart<TSimd, TVector>, &work, 16L * length);
    }

    private static void RunPart<TSimd, TVector>(int part, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int first, int rows) = work->Parts.Part(part);
        for (int row = first; row < first + rows; row++)
        {
            nint start = (nint)row * work->Columns;
            Compute<TSimd, TVector>(work->X + start, work->Y + start, work->Columns);
        }
    }

    /// <summary>Replaces one row of scores by y = e^(x − m), m their maximum, and returns m and Σ y, which lies in [1, columns].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float Maximum, float Sum) Exponentials<TSimd, TVector>(float* x, float* y, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        // A NaN may slip through the maximum, but not through the exponentials and their sum.
        float maximum = x[0];
        for (int i = 1; i < columns; i++)
        {
            maximum = x[i] > maximum ? x[i] : maximum;
        }

        TVector shift = TSimd.Broadcast(maximum);
        for (int i = 0; i < columns; i += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, columns - i);
            TVector shifted = TSimd.Subtract(TSimd.LoadFirst(x + i, count), shift);
            TSimd.StoreFirst(y + i, ExpStep.Apply<TSimd, TVector>(shifted, shifted, shift, shift), count);
        }

        // In order and in double: the same bits on every width, and no error worth mention in long rows.
        double sum = 0;
        for (int i = 0; i < columns; i++)
        {
            sum += y[i];
        }

        return (maximum, (float)sum);
    }

    private static void Compute<TSimd, TVector>(float* x, float* y, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (_, float sum) = Exponentials<TSimd, TVector>(x, y, columns);
        TVector divisor = TSimd.Broadcast(sum);
        for (int i = 0; i < columns; i += TSimd.Lanes)
        {
            int count = Math.Min(TSimd.Lanes, columns - i);
            TSimd.StoreFirst(y + i, TSimd.Divide(TSimd.LoadFirst(y + i, count), divisor), count);
        }
    }

    private struct Work
    {
        public float* X;
        public float* Y;
        public int Columns;
        public EvenSplit Parts;
    }
}
