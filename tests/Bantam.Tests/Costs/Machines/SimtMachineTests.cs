using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class SimtMachineTests
{
    private static readonly SimtProgram s_example = new SimtProgram()
        .Do("A", thread => thread[0] = thread.Load(thread.Index))
        .If(
            "B",
            thread => thread[0] < 10,
            then => then.Do("C", thread => thread[0] = 0),
            otherwise => otherwise.Do("D", thread => thread[0] = 10))
        .Do("E", thread => thread.Store(thread.Index, thread[0]));

    [Fact]
    [Trait("Ledger", "S186")]
    public void A_warp_fetches_each_instruction_once()
    {
        SimtProgram program = new();
        for (int i = 0; i < 9; i++)
        {
            program.Do("add", thread => thread[0] += 3);
        }

        program.Do("store", thread => thread.Store(thread.Index, thread[0] + thread.Index));
        float[] memory = new float[70];
        SimtRun run = new SimtMachine().Run(program, threads: 70, memory);
        Assert.Equal((3, 30), (run.Warps, run.Issues.Count));
        Assert.Equal(700, run.ActiveSlots);
        Assert.Equal(Enumerable.Range(27, 70).Select(value => (float)value), memory);
    }

    [Fact]
    [Trait("Ledger", "S190")]
    public void Diverging_threads_take_both_paths_one_after_the_other()
    {
        float[] foo = [4, 8, 12, 16];
        SimtRun run = new SimtMachine(warpSize: 4).Run(s_example, threads: 4, foo);
        Assert.Equal([0, 0, 10, 10], foo);
        Assert.Equal(["A", "B", "C", "D", "E"], run.Issues.Select(issue => issue.Name));
        Assert.Equal(["1111", "1111", "1100", "0011", "1111"], run.Issues.Select(issue => issue.MaskText(4)));
        Assert.Equal((16, 20), (run.ActiveSlots, run.Slots));
        Assert.Equal(0.8, run.Utilization);
        Assert.Equal(1, run.DeepestMaskStack);

        float[] all = [4, 8, 9, 1];
        SimtRun uniform = new SimtMachine(warpSize: 4).Run(s_example, threads: 4, all);
        Assert.Equal([0, 0, 0, 0], all);
        Assert.Equal(["A", "B", "C", "E"], uniform.Issues.Select(issue => issue.Name));
        Assert.Equal((1, 0), (uniform.Utilization, uniform.DeepestMaskStack));
    }

    [Fact]
    public void A_warp_leaves_a_loop_with_its_last_thread()
    {
        SimtProgram sumUpToIndex = new SimtProgram()
            .While(
                "test",
                thread => thread[0] < thread.Index,
                body => body
                    .Do("count", thread => thread[0]++)
                    .If("odd", thread => thread[0] % 2 == 1, then => then.Do("add", thread => thread[1] += thread[0])))
            .Do("store", thread => thread.Store(thread.Index, thread[1]));
        float[] memory = new float[10];
        SimtRun run = new SimtMachine(warpSize: 8).Run(sumUpToIndex, threads: 10, memory);
        Assert.Equal([0, 1, 1, 4, 4, 9, 9, 16, 16, 25], memory);

        // The longest loop of a warp decides: 7 turns in the first and 9 in the second, each with one more test.
        Assert.Equal([8, 10], new[] { 0, 1 }.Select(warp => run.Issues.Count(issue => issue.Warp == warp && issue.Name == "test")));
        Assert.InRange(run.Utilization, 0.2, 0.7);
        Assert.Equal(1, run.DeepestMaskStack);
    }

    [Fact]
    public void Nested_branches_remember_a_mask_each()
    {
        SimtProgram program = new SimtProgram().If(
            "high bit",
            thread => thread.Index >= 2,
            then => then.If("low bit", thread => thread.Index % 2 == 1, inner => inner.Do("store", thread => thread.Store(thread.Index, 1))),
            otherwise => otherwise.Do("store", thread => thread.Store(thread.Index, 2)));
        float[] memory = new float[4];
        SimtRun run = new SimtMachine(warpSize: 4).Run(program, threads: 4, memory);
        Assert.Equal([2, 2, 0, 1], memory);
        Assert.Equal(2, run.DeepestMaskStack);
        Assert.Equal(["1111", "0011", "0001", "1100"], run.Issues.Select(issue => issue.MaskText(4)));
    }

    [Fact]
    public void Memory_is_counted_by_segments_of_a_whole_warp()
    {
        SimtProgram transpose = new SimtProgram().Do("move", thread => thread.Store(1024 + (thread.Index % 32 * 32) + (thread.Index / 32), thread.Load(thread.Index)));
        float[] memory = [.. Enumerable.Range(0, 2048).Select(value => (float)value)];
        SimtRun run = new SimtMachine().Run(transpose, threads: 1024, memory);
        Assert.Equal(Enumerable.Range(0, 1024).Select(i => (float)((i % 32 * 32) + (i / 32))), memory[1024..]);

        // 32 warps read one segment each and write one word into each of 32.
        Assert.Equal((64, 32 + (32 * 32)), (run.MemoryRequests, run.MemorySegments));
    }

    [Fact]
    public void What_never_ends_or_leaves_the_memory_is_refused()
    {
        SimtProgram endless = new SimtProgram().While("test", _ => true, body => body.Do("nothing", _ => { }));
        Assert.Throws<InvalidOperationException>(() => new SimtMachine().Run(endless, 1, []));
        ArgumentOutOfRangeException thrown = Assert.Throws<ArgumentOutOfRangeException>(() => new SimtMachine(warpSize: 4).Run(s_example, threads: 5, new float[4]));
        Assert.Contains("Thread 4 reaches for a word outside of the memory, which has 4", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimtMachine(warpSize: 65));
        Assert.Throws<ArgumentException>(() => new SimtMachine(segmentBytes: 96));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimtMachine().Run(s_example, 0, []));
    }
}
