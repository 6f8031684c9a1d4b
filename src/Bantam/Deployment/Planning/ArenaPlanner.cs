using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Gives every activation of a plan its place in the arena.</summary>
/// <remarks>
/// Greedy placement, largest first, then a search over the order of placement: two neighbors or two random buffers change
/// places, and the exchange stays if the arena does not grow. It ends when the lower bound is reached, which proves
/// that no arrangement is smaller, or after a fixed number of trials.
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
        int[] placed = [.. Enumerable.Range(0, plan.Buffers.Count).Where(i => plan.Buffers[i].Place == BufferPlace.Arena)];
        BufferLifetime[] lifetimes =
        [
            .. placed.Select(i => new BufferLifetime(plan.Buffers[i].FirstStep, plan.Buffers[i].LastStep, RoundedUp(plan.Buffers[i].Bytes))),
        ];
        long[] offsets = Search(lifetimes);
        PlanBuffer[] buffers = [.. plan.Buffers];
        for (int k = 0; k < placed.Length; k++)
        {
            buffers[placed[k]] = buffers[placed[k]] with { Offset = checked((int)offsets[k]) };
        }

        ArenaCheck.Validate(buffers);
        return new Plan(plan.Rounding, buffers, plan.Steps, plan.InputIndices, plan.OutputIndices) { LowerBoundBytes = ArenaLayout.LowerBound(lifetimes) };
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

    /// <summary>A size as the arena counts it: every buffer starts at a multiple of four.</summary>
    internal static int RoundedUp(int bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
