using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed unsafe class WorkerPoolTests : IDisposable
{
    public void Dispose() => WorkerPool.Threads = Environment.ProcessorCount;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_part_runs_exactly_once(int threads)
    {
        WorkerPool.Threads = threads;
        int* counts = stackalloc int[100];
        for (int call = 1; call <= 2000; call++)
        {
            int parts = call % 101;
            new Span<int>(counts, 100).Clear();
            WorkerPool.Run(parts, &CountPart, counts);
            for (int part = 0; part < 100; part++)
            {
                Assert.Equal(part < parts ? 1 : 0, counts[part]);
            }
        }
    }

    [Fact]
    public void Calls_inside_parts_run_in_place()
    {
        WorkerPool.Threads = 4;
        int total = 0;
        for (int call = 0; call < 200; call++)
        {
            WorkerPool.Run(8, &RunEightMore, &total);
        }

        Assert.Equal(200 * 8 * 8, total);
    }

    [Fact]
    public void Calls_from_several_threads_do_not_disturb_each_other()
    {
        WorkerPool.Threads = 4;
        int[] totals = new int[4];
        Thread[] callers = [.. Enumerable.Range(0, 4).Select(i => new Thread(() =>
        {
            int total = 0;
            for (int call = 0; call < 1000; call++)
            {
                WorkerPool.Run(5, &CountTogether, &total);
            }

            totals[i] = total;
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.Equal([5000, 5000, 5000, 5000], totals);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void What_a_part_throws_reaches_the_caller_and_the_pool_stays_usable(int threads)
    {
        WorkerPool.Threads = threads;
        int total = 0;
        for (int call = 0; call < 100; call++)
        {
            InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() =>
            {
                int number = 0;
                WorkerPool.Run(20, &FailAtSeven, &number);
            });
            Assert.Equal("part 7", thrown.Message);
        }

        WorkerPool.Run(20, &CountTogether, &total);
        Assert.Equal(20, total);
    }

    [Fact]
    public void A_sleeping_pool_wakes_up()
    {
        WorkerPool.Threads = 2;
        int total = 0;
        for (int call = 0; call < 20; call++)
        {
            WorkerPool.Run(2, &CountTogether, &total);
            Thread.SpinWait(20_000);
        }

        Assert.Equal(40, total);
    }

    [Fact]
    public void Calls_allocate_nothing()
    {
        WorkerPool.Threads = 4;
        KernelRuns.AssertNoAllocation(() =>
        {
            int total = 0;
            WorkerPool.Run(50, &CountTogether, &total);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void Impossible_thread_counts_are_refused(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkerPool.Threads = threads);

    private static void CountPart(int part, int* counts) => Interlocked.Increment(ref counts[part]);

    private static void CountTogether(int part, int* total) => Interlocked.Increment(ref *total);

    private static void RunEightMore(int part, int* total) => WorkerPool.Run(8, &CountTogether, total);

    private static void FailAtSeven(int part, int* number)
    {
        if (part == 7)
        {
            throw new InvalidOperationException($"part {part}");
        }
    }
}
