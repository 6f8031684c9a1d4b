using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Fork and join: two empty parts on two threads, against what .NET has for it.</summary>
internal static unsafe class PoolBench
{
    public static void Run(BenchRun run)
    {
        if (run.Options.Threads < 2)
        {
            throw new ArgumentException("The pool has something to do from two threads on: give --threads 2.");
        }

        int nothing = 0;
        nint shared = (nint)(&nothing);
        Workload work = new("fork-join/2", "calls/s", 1, () => WorkerPool.Run(2, &Empty, (int*)shared));
        ParallelOptions two = new() { MaxDegreeOfParallelism = 2 };
        run.Measure(work, new Challenger("Parallel.For", () => new Prepared(() => Parallel.For(0, 2, two, static _ => { }), Difference: 0)));
    }

    private static void Empty(int part, int* shared)
    {
    }
}
