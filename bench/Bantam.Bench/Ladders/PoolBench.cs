using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Fork and join: two empty parts on two threads, against what .NET has for it.</summary>
internal static unsafe class PoolBench
{
    // A call is over in less than a microsecond, so blocks may be short: on a busy machine two threads rarely run side by side for long.
    private static readonly ContestOptions s_length = new(Rounds: 4000, BlockSeconds: 2e-4);

    public static void Run(BenchRun run)
    {
        if (run.Options.Threads < 2)
        {
            throw new ArgumentException("The pool has something to do from two threads on: give --threads 2.");
        }

        int nothing = 0;
        nint shared = (nint)(&nothing);
        ParallelOptions two = new() { MaxDegreeOfParallelism = 2 };
        run.Measure(
            new Workload("fork-join/empty", "calls/s", 1, () => WorkerPool.Run(2, &Empty, (int*)shared)) { Length = s_length },
            new Challenger("Parallel.For", () => new Prepared(() => Parallel.For(0, 2, two, static _ => { }), Difference: 0)));

        // Nothing of .NET promises that two parts run at the same time, so this row has no peer.
        Meeting meeting = default;
        nint place = (nint)(&meeting);
        run.Measure(new Workload("fork-join/meeting", "calls/s", 1, () => Meet((Meeting*)place)) { Length = s_length });
    }

    private static void Empty(int part, int* shared)
    {
    }

    private static void Meet(Meeting* meeting)
    {
        meeting->Expected += 2;
        WorkerPool.Run(2, &Wait, meeting);
    }

    /// <summary>Each part waits for the other, which thus runs on another thread.</summary>
    private static void Wait(int part, Meeting* meeting)
    {
        Interlocked.Increment(ref meeting->Arrived);
        while (Volatile.Read(ref meeting->Arrived) < meeting->Expected)
        {
            Thread.SpinWait(1);
        }
    }

    private struct Meeting
    {
        public long Arrived;
        public long Expected;
    }
}
