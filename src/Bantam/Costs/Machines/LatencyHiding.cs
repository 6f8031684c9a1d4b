namespace Bantam.Costs;

/// <summary>How many warps a processor needs so that it always has one to run while the others wait for memory.</summary>
/// <remarks>
/// Every warp computes for c cycles and then waits for L; one warp computes at a time. Memory is taken to answer any number of
/// requests at once: where its bandwidth is the limit, use <see cref="Roofline"/>. Source: notes: lines 340-348.
/// </remarks>
public static class LatencyHiding
{
    /// <summary>The virtual processors for each physical one.</summary>
    /// <param name="threads">The threads v, from 1.</param>
    /// <param name="processors">The processors p, from 1.</param>
    /// <returns><c>v / p</c>: 64 for 2048 threads on 32 lanes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is below 1.</exception>
    public static double Slackness(long threads, long processors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(processors, 1);
        return (double)threads / processors;
    }

    /// <summary>The fraction of time in which the processor computes.</summary>
    /// <param name="slackness">The warps that share it, above 0.</param>
    /// <param name="computeCycles">The cycles c between two waits, from 1.</param>
    /// <param name="latencyCycles">The cycles L of a wait, from 0.</param>
    /// <returns><c>min(1, slackness · c / (c + L))</c>: 0.634 for 64 warps that compute 4 cycles and wait for 400.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double Utilization(double slackness, long computeCycles, long latencyCycles)
    {
        Roofline.Positive(slackness, nameof(slackness));
        CheckCycles(computeCycles, latencyCycles);
        return Math.Min(1, slackness * computeCycles / ((double)computeCycles + latencyCycles));
    }

    /// <summary>The fewest warps that keep the processor busy.</summary>
    /// <param name="computeCycles">The cycles c between two waits, from 1.</param>
    /// <param name="latencyCycles">The cycles L of a wait, from 0.</param>
    /// <returns><c>1 + ⌈L / c⌉</c>: 101 for 4 and 400.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static long WarpsForFullUse(long computeCycles, long latencyCycles)
    {
        CheckCycles(computeCycles, latencyCycles);
        return checked(1 + (latencyCycles / computeCycles) + (latencyCycles % computeCycles == 0 ? 0 : 1));
    }

    /// <summary>Plays the schedule through, cycle by cycle: the warp that has been ready longest computes next.</summary>
    /// <param name="warps">The warps, 1 to 4096.</param>
    /// <param name="computeCycles">The cycles c between two waits, from 1.</param>
    /// <param name="latencyCycles">The cycles L of a wait, from 0.</param>
    /// <param name="rounds">How often each warp computes and waits, 1 to 4096.</param>
    /// <returns>The busy cycles over all, which comes near <see cref="Utilization"/> with many rounds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double Simulate(int warps, int computeCycles, int latencyCycles, int rounds)
    {
        CheckCycles(computeCycles, latencyCycles);
        foreach (int count in (int[])[warps, rounds])
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 4096);
        }

        Queue<long> readyAt = new(Enumerable.Repeat(0L, warps));
        long now = 0;
        long busy = 0;
        for (long turn = 0; turn < (long)warps * rounds; turn++)
        {
            now = Math.Max(now, readyAt.Dequeue()) + computeCycles;
            busy += computeCycles;
            readyAt.Enqueue(now + latencyCycles);
        }

        return (double)busy / readyAt.Max();
    }

    private static void CheckCycles(long computeCycles, long latencyCycles)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(computeCycles, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(latencyCycles);
    }
}
