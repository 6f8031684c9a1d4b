using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Gives every activation of a plan its place in the arena.</summary>
/// <remarks>
/// <para>A step that works element by element writes over an input that nothing reads later: both are one block.</para>
/// <para>Blocks are placed greedily, largest first; then follows a search over the order of placement: two neighbors or two random
/// blocks change places, and the exchange stays if the arena does not grow. It ends when the lower bound is reached, which proves
/// that no arrangement is smaller, or after a fixed number of trials.</para>
/// </remarks>
public static class ArenaPlanner
{
    private const int Alignment = 4;
    private const int Trials = 2000;

    /// <summary>Lays the arena out.</summary>
    /// <param name="plan">A plan whose buffers have lifetimes.</param>
    /// <returns>The plan with offsets and the lower bound.</returns>
    public static Plan Arrange(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        PlanBuffer[] buffers = InPlace(plan);
        int[] blockOf = BlocksOf(buffers);
        BufferLifetime[] blocks = Lifetimes(buffers, blockOf);
        long[] offsets = Search(blocks);
        for (int i = 0; i < buffers.Length; i++)
        {
            buffers[i] = blockOf[i] < 0 ? buffers[i] : buffers[i] with { Offset = checked((int)offsets[blockOf[i]]) };
        }

        Plan arranged = new(plan.Rounding, buffers, plan.Steps, plan.InputIndices, plan.OutputIndices) { LowerBoundBytes = ArenaLayout.LowerBound(blocks) };
        ArenaCheck.Validate(arranged);
        return arranged;
    }

    /// <summary>The most bytes in use at one step, without laying the arena out.</summary>
    internal static long LowerBoundOf(Plan plan)
    {
        PlanBuffer[] buffers = InPlace(plan);
        return ArenaLayout.LowerBound(Lifetimes(buffers, BlocksOf(buffers)));
    }

    /// <summary>A size as the arena counts it: every buffer starts at a multiple of four.</summary>
    internal static int RoundedUp(int bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    /// <summary>Lets outputs of element-wise steps take the place of an input whose last reader the step is.</summary>
    private static PlanBuffer[] InPlace(Plan plan)
    {
        PlanBuffer[] buffers = [.. plan.Buffers.Select(buffer => buffer with { Overwrites = null })];
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            PlanStep step = plan.Steps[i];
            PlanBuffer output = buffers[step.Output];
            foreach (int input in step.Inputs)
            {
                PlanBuffer candidate = buffers[input];
                if (step.IsElementwise && output.Place == BufferPlace.Arena && candidate.Place == BufferPlace.Arena && candidate.LastStep == i && candidate.Bytes == output.Bytes)
                {
                    buffers[step.Output] = output with { Overwrites = input };
                    break;
                }
            }
        }

        return buffers;
    }

    /// <summary>The number of the block that each buffer lies in; −1 for those of the caller.</summary>
    private static int[] BlocksOf(PlanBuffer[] buffers)
    {
        int[] blocks = new int[buffers.Length];
        int count = 0;
        foreach (int i in Enumerable.Range(0, buffers.Length).OrderBy(i => buffers[i].FirstStep))
        {
            blocks[i] = buffers[i].Place != BufferPlace.Arena ? -1 : buffers[i].Overwrites is { } under ? blocks[under] : count++;
        }

        return blocks;
    }

    private static BufferLifetime[] Lifetimes(PlanBuffer[] buffers, int[] blockOf)
    {
        BufferLifetime?[] blocks = new BufferLifetime?[blockOf.Append(-1).Max() + 1];
        for (int i = 0; i < buffers.Length; i++)
        {
            if (blockOf[i] >= 0)
            {
                int first = Math.Min(buffers[i].FirstStep, blocks[blockOf[i]]?.FirstStep ?? int.MaxValue);
                int last = Math.Max(buffers[i].LastStep, blocks[blockOf[i]]?.LastStep ?? int.MinValue);
                blocks[blockOf[i]] = new BufferLifetime(first, last, RoundedUp(buffers[i].Bytes));
            }
        }

        return [.. blocks.Select(block => block!.Value)];
    }

    private static long[] Search(BufferLifetime[] lifetimes)
    {
        int[] order = ArenaLayout.LargestFirst(lifetimes);
        long[] best = new long[lifetimes.Length];
        long bestSize = ArenaLayout.Place(lifetimes, order, best);
        long bound = ArenaLayout.LowerBound(lifetimes);
        long[] candidate = new long[lifetimes.Length];
        RandomStream random = new(seed: 0, "arena");
        for (int trial = 0; trial < Trials && bestSize > bound; trial++)
        {
            int a = random.NextInt32(order.Length);
            int b = random.NextInt32(order.Length);
            (order[a], order[b]) = (order[b], order[a]);
            long size = ArenaLayout.Place(lifetimes, order, candidate);
            if (size <= bestSize)
            {
                bestSize = size;
                candidate.CopyTo(best, 0);
            }
            else
            {
                (order[a], order[b]) = (order[b], order[a]);
            }
        }

        return best;
    }
}
