using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Sums over the rows of each block of rows.</summary>
internal static unsafe class RowSums
{
    /// <summary>sums[b, c] = Σ x[r, c] over the rows r of block b.</summary>
    public static void Run<TSimd, TVector>(float* x, int rows, float* sums, int columns, int rowsPerBlock)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        Work work = new() { X = x, Columns = columns, Parts = new EvenSplit(rows, rowsPerBlock, rowsPerBlock), Sums = sums };
        WorkerPool.Run(work.Parts.Count, &RunPart<TSimd, TVector>, &work, (long)rows * columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPart<TSimd, TVector>(int part, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int first, int rows) = work->Parts.Part(part);
        nint columns = work->Columns;
        float* start = work->X + (first * columns);
        float* sum = work->Sums + (part * columns);
        nint c = 0;
        for (; c <= columns - TSimd.Lanes; c += TSimd.Lanes)
        {
            // Four sums at once, because one would wait for each addition to end.
            TVector s0 = default, s1 = default, s2 = default, s3 = default;
            float* x = start + c;
            int r = 0;
            for (; r <= rows - 4; r += 4, x += 4 * columns)
            {
                s0 = TSimd.Add(s0, TSimd.Load(x));
                s1 = TSimd.Add(s1, TSimd.Load(x + columns));
                s2 = TSimd.Add(s2, TSimd.Load(x + (2 * columns)));
                s3 = TSimd.Add(s3, TSimd.Load(x + (3 * columns)));
            }

            for (; r < rows; r++, x += columns)
            {
                s0 = TSimd.Add(s0, TSimd.Load(x));
            }

            TSimd.Store(sum + c, TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
        }

        if (c < columns)
        {
            int rest = (int)(columns - c);
            TVector s0 = default, s1 = default, s2 = default, s3 = default;
            float* x = start + c;
            int r = 0;
            for (; r <= rows - 4; r += 4, x += 4 * columns)
            {
                s0 = TSimd.Add(s0, TSimd.LoadFirst(x, rest));
                s1 = TSimd.Add(s1, TSimd.LoadFirst(x + columns, rest));
                s2 = TSimd.Add(s2, TSimd.LoadFirst(x + (2 * columns), rest));
                s3 = TSimd.Add(s3, TSimd.LoadFirst(x + (3 * columns), rest));
            }

            for (; r < rows; r++, x += columns)
            {
                s0 = TSimd.Add(s0, TSimd.LoadFirst(x, rest));
            }

            TSimd.StoreFirst(sum + c, TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)), rest);
        }
    }

    private struct Work
    {
        public float* X;
        public nint Columns;
        public EvenSplit Parts;
        public float* Sums;
    }
}
