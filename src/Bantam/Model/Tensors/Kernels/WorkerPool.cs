using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

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

    // A caller looks this often, some microseconds, for the end of the last part before it lets others have the processor.
    private const int Looks = 200;

    private static readonly Lock s_growing = new();
    private static readonly SharedCall* s_call = SharedCall.Create();
    private static volatile Worker[] s_workers = [];
    private static ExceptionDispatchInfo? s_failure;
    private static int s_owned;

    private static IParallelWork? s_work;

    // Workers asleep: the caller looks for them only where there are some.
    private static int s_sleepers;

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
        SharedCall* call = s_call;
        call->Helpers = helpers;
        call->Parts = parts;
        call->Body = body;
        call->Arguments = arguments;
        call->Publish(parts - 1);
        if (Volatile.Read(ref s_sleepers) > 0)
        {
            Wake(workers.AsSpan(0, helpers));
        }

        TakeParts(call, first: 0);

        // A worker that has not joined by now has missed the call, so nobody waits for a slow wake-up.
        SpinWait wait = default;
        for (int look = 0; call->HasWorkers; look++)
        {
            if (look < Looks)
            {
                Thread.SpinWait(1);
            }
            else
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }

        if (s_failure is { } failure)
        {
            s_failure = null;
            failure.Throw();
        }
    }

    private static void TakeParts(SharedCall* call, int first)
    {
        try
        {
            for (int part = first; part >= 0; part = call->TakePart())
            {
                call->Body(part, call->Arguments);
            }
        }
#pragma warning disable CA1031 // Whatever a part throws belongs to the caller, which throws it again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref s_failure, ExceptionDispatchInfo.Capture(failure), null);
            call->Publish(0);
        }
    }

    private static void Wake(ReadOnlySpan<Worker> workers)
    {
        foreach (Worker worker in workers)
        {
            worker.Wake();
        }
    }

    private static Worker[] AtLeast(int count)
    {
        if (s_workers.Length < count)
        {
            lock (s_growing)
            {
                Worker[] workers = s_workers;
                s_workers = [.. workers, .. Enumerable.Range(workers.Length, count - workers.Length).Select(i => new Worker(i, s_call))];
            }
        }

        return s_workers;
    }

    /// <summary>The call in progress, on a cache line of its own: handing it over moves that line from core to core and no other.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SharedCall
    {
        /// <summary>What all parts run. This and the next three are written while no worker takes part.</summary>
        public delegate*<int, void*, void> Body;
        public void* Arguments;
        public int Parts;
        public int Helpers;

        // Processors fetch lines in pairs.
        private const int TwoCacheLines = 128;

        // Workers that have joined, times 2³², plus the parts that nobody has taken, plus a bias: threads that find no part
        // left have taken one below zero, each at most once a call.
        private const long OneWorker = 1L << 32;
        private const uint Bias = 1 << 20;

        private long _state;

        /// <summary>Whether workers are still at it.</summary>
        public bool HasWorkers => Volatile.Read(ref _state) >= OneWorker;

        public static SharedCall* Create()
        {
            SharedCall* call = (SharedCall*)NativeMemory.AlignedAlloc(TwoCacheLines, TwoCacheLines);
            *call = default;
            call->_state = Bias;
            return call;
        }

        /// <summary>Sets how many parts nobody has taken. Workers that were late for the last call may still be on their way out.</summary>
        public void Publish(int untaken)
        {
            long state = Volatile.Read(ref _state);
            long before;
            while ((before = Interlocked.CompareExchange(ref _state, (state & ~(OneWorker - 1)) + Bias + untaken, state)) != state)
            {
                state = before;
            }
        }

        /// <summary>Whether there is a part to take for a worker of this index.</summary>
        public bool HasPartFor(int index) => (uint)Volatile.Read(ref _state) > Bias && index < Helpers;

        /// <summary>Takes the next part, or gives −1 where none is left.</summary>
        public int TakePart() => PartAfter(Interlocked.Decrement(ref _state));

        /// <summary>The same for a worker that begins with it.</summary>
        public int Join() => PartAfter(Interlocked.Add(ref _state, OneWorker - 1));

        /// <summary>Ends what <see cref="Join"/> began.</summary>
        public void Leave() => Interlocked.Add(ref _state, -OneWorker);

        private readonly int PartAfter(long state)
        {
            int untaken = (int)((uint)state - Bias);
            return untaken >= 0 ? Parts - 1 - untaken : -1;
        }
    }

    /// <summary>One background thread: it looks for work for a short while, then sleeps until it is woken.</summary>
#pragma warning disable CA1001 // A worker and its semaphore live as long as the process.
    private sealed class Worker
#pragma warning restore CA1001
    {
        // About 100 µs: longer than the gap between two kernels of a training step, short enough to leave the processor to others.
        private const int LooksBeforeSleep = 2500;

        private readonly SemaphoreSlim _wake = new(0);
        private readonly SharedCall* _call;
        private readonly int _index;
        private int _asleep;

        public Worker(int index, SharedCall* call)
        {
            _index = index;
            _call = call;
            Thread thread = new(Work) { IsBackground = true, Name = $"Bantam worker {index}" };
            thread.Start();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _asleep) == 1 && StopSleeping())
            {
                _wake.Release();
            }
        }

        private void Work()
        {
            for (int look = 0; ; look++)
            {
                if (_call->HasPartFor(_index))
                {
                    TakeParts(_call, _call->Join());
                    _call->Leave();
                    look = 0;
                }
                else if (look < LooksBeforeSleep)
                {
                    Thread.SpinWait(1);
                }
                else
                {
                    Sleep();
                    look = 0;
                }
            }
        }

        private void Sleep()
        {
            Interlocked.Increment(ref s_sleepers);
            Interlocked.Exchange(ref _asleep, 1);

            // A call may have been published before its caller could see the flag.
            if (!_call->HasPartFor(_index) || !StopSleeping())
            {
                _wake.Wait();
            }
        }

        // Whoever takes the flag back decides: the waker, and then a release follows, or the worker, and then none does.
        private bool StopSleeping()
        {
            if (Interlocked.Exchange(ref _asleep, 0) == 0)
            {
                return false;
            }

            Interlocked.Decrement(ref s_sleepers);
            return true;
        }
    }
}
