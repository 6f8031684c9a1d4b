using System.Runtime.ExceptionServices;

namespace Bantam.Model;

/// <summary>Work in parts that may run in any order and at the same time.</summary>
internal interface IParallelWork
{
    /// <summary>Does one part.</summary>
    void RunPart(int part);
}

/// <summary>Threads that share the parts of one kernel call. A call costs about half a microsecond and allocates nothing.</summary>
/// <remarks>
/// Kernels choose their parts by the sizes of the problem alone and never by <see cref="Threads"/>, so that results have
/// the same bits on any number of threads. One call at a time owns the pool; a nested or concurrent call runs its parts
/// in order on the thread that made it.
/// </remarks>
internal static unsafe class WorkerPool
{
    /// <summary>Calls of fewer operations than this are over before another thread has noticed them.</summary>
    public const long FewOperations = 60_000;

    private const int Closed = -1;

    private static readonly Lock s_growing = new();
    private static volatile Worker[] s_workers = [];
    private static int s_owned;

    // The call in progress. Written by its caller while the gate is closed, read by workers that passed the gate.
    private static int s_gate = Closed;
    private static int s_parts;
    private static int s_next;
    private static delegate*<int, void*, void> s_body;
    private static void* s_arguments;
    private static IParallelWork? s_work;
    private static ExceptionDispatchInfo? s_failure;

    /// <summary>How many threads work on one call, the caller included: at least 1, at first one per processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 or above 1024.</exception>
    public static int Threads
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1024);
            field = value;
        }
    }

    = Environment.ProcessorCount;

    /// <summary>Calls a function once for each part, on several threads, and returns when all have ended.</summary>
    /// <typeparam name="TArguments">What all parts share.</typeparam>
    /// <param name="parts">How many parts; they may run in any order and at the same time.</param>
    /// <param name="body">Gets the number of a part, from 0, and the arguments.</param>
    /// <param name="arguments">Handed to each part.</param>
    /// <param name="operations">Multiply-adds, or elements read, of the whole call: below <see cref="FewOperations"/> it stays on this thread.</param>
    /// <exception cref="Exception">What a part threw; parts that had not begun by then are left out.</exception>
    public static void Run<TArguments>(int parts, delegate*<int, TArguments*, void> body, TArguments* arguments, long operations = long.MaxValue)
        where TArguments : unmanaged
    {
        int helpers = Math.Min(Threads, parts) - 1;
        if (helpers < 1 || operations < FewOperations || Interlocked.CompareExchange(ref s_owned, 1, 0) != 0)
        {
            for (int part = 0; part < parts; part++)
            {
                body(part, arguments);
            }

            return;
        }

        try
        {
            RunTogether(helpers, parts, (delegate*<int, void*, void>)body, arguments);
        }
        finally
        {
            Volatile.Write(ref s_owned, 0);
        }
    }

    /// <summary>Calls an object once for each part; otherwise as <see cref="Run{TArguments}"/>.</summary>
    public static void Run(int parts, IParallelWork work)
    {
        int helpers = Math.Min(Threads, parts) - 1;
        if (helpers < 1 || Interlocked.CompareExchange(ref s_owned, 1, 0) != 0)
        {
            for (int part = 0; part < parts; part++)
            {
                work.RunPart(part);
            }

            return;
        }

        try
        {
            s_work = work;
            RunTogether(helpers, parts, &RunPartOfObject, null);
        }
        finally
        {
            s_work = null;
            Volatile.Write(ref s_owned, 0);
        }
    }

    private static void RunPartOfObject(int part, void* arguments) => s_work!.RunPart(part);

    private static void RunTogether(int helpers, int parts, delegate*<int, void*, void> body, void* arguments)
    {
        Worker[] workers = AtLeast(helpers);
        s_parts = parts;
        s_next = 0;
        s_body = body;
        s_arguments = arguments;
        s_failure = null;
        Volatile.Write(ref s_gate, 0);
        for (int i = 0; i < helpers; i++)
        {
            workers[i].Wake();
        }

        TakeParts();

        // A worker that has not passed the gate by now has missed the call, so nobody waits for a slow wake-up.
        SpinWait wait = default;
        while (Interlocked.CompareExchange(ref s_gate, Closed, 0) != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        s_failure?.Throw();
    }

    private static void Join()
    {
        int inside = Volatile.Read(ref s_gate);
        while (inside != Closed)
        {
            int before = Interlocked.CompareExchange(ref s_gate, inside + 1, inside);
            if (before == inside)
            {
                TakeParts();
                Interlocked.Decrement(ref s_gate);
                return;
            }

            inside = before;
        }
    }

    private static void TakeParts()
    {
        try
        {
            for (int part = Interlocked.Increment(ref s_next) - 1; part < s_parts; part = Interlocked.Increment(ref s_next) - 1)
            {
                s_body(part, s_arguments);
            }
        }
#pragma warning disable CA1031 // Whatever a part throws belongs to the caller, which throws it again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref s_failure, ExceptionDispatchInfo.Capture(failure), null);
            Volatile.Write(ref s_next, s_parts);
        }
    }

    private static Worker[] AtLeast(int count)
    {
        if (s_workers.Length < count)
        {
            lock (s_growing)
            {
                Worker[] workers = s_workers;
                s_workers = [.. workers, .. Enumerable.Range(workers.Length, count - workers.Length).Select(i => new Worker(i))];
            }
        }

        return s_workers;
    }

    /// <summary>One background thread: it looks for the next call for a short while, then sleeps until it is woken.</summary>
#pragma warning disable CA1001 // A worker and its semaphore live as long as the process.
    private sealed class Worker
#pragma warning restore CA1001
    {
        // About 100 µs: longer than the gap between two kernels of a training step, short enough to leave the processor to others.
        private const int Looks = 2500;

        private readonly SemaphoreSlim _wake = new(0);
        private int _calls;
        private int _asleep;

        public Worker(int index)
        {
            Thread thread = new(Work) { IsBackground = true, Name = $"Bantam worker {index}" };
            thread.Start();
        }

        public void Wake()
        {
            Interlocked.Increment(ref _calls);
            if (Interlocked.Exchange(ref _asleep, 0) == 1)
            {
                _wake.Release();
            }
        }

        private void Work()
        {
            for (int seen = 0; ; seen = Await(seen))
            {
                Join();
            }
        }

        private int Await(int seen)
        {
            for (int look = 0; look < Looks; look++)
            {
                if (Volatile.Read(ref _calls) != seen)
                {
                    return Volatile.Read(ref _calls);
                }

                Thread.SpinWait(1);
            }

            // Whoever takes the flag back decides: the waker, and then a release follows, or this thread, and then none does.
            Interlocked.Exchange(ref _asleep, 1);
            if (Volatile.Read(ref _calls) == seen || Interlocked.Exchange(ref _asleep, 0) == 0)
            {
                _wake.Wait();
            }

            return Volatile.Read(ref _calls);
        }
    }
}
