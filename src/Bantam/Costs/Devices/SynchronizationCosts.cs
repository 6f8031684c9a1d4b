namespace Bantam.Costs;

/// <summary>Who must have finished before work can go on.</summary>
public enum DependencyScope
{
    /// <summary>The threads of the same block: a barrier.</summary>
    Block,

    /// <summary>All threads of all blocks: the kernel ends and the next one is launched.</summary>
    Grid,

    /// <summary>Whoever updates the same value: an atomic operation.</summary>
    Value,
}

/// <summary>What it costs parallel work to wait for each other. Source: notes, lines 385-389.</summary>
public sealed record SynchronizationCosts
{
    /// <summary>A barrier among threads that share fast memory, in nanoseconds.</summary>
    public required double BarrierNanoseconds { get; init; }

    /// <summary>Starting work on the whole device, in nanoseconds: a kernel launch, a fork with its join. Every layer pays it once.</summary>
    public required double LaunchNanoseconds { get; init; }

    /// <summary>An atomic update that others wait for, in nanoseconds: about the latency of the memory that they share.</summary>
    public required double AtomicNanoseconds { get; init; }

    /// <summary>The time that dependencies cost. 1000 barriers of 20 ns: 20 µs. 10 launches of 5 µs: 50 µs.</summary>
    /// <param name="scope">Who waits for whom. Blocks cannot wait for each other inside of a kernel: a dependency over the grid forces a launch.</param>
    /// <param name="count">How many follow each other.</param>
    /// <returns>Nanoseconds.</returns>
    public double NanosecondsFor(DependencyScope scope, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count * scope switch
        {
            DependencyScope.Block => BarrierNanoseconds,
            DependencyScope.Grid => LaunchNanoseconds,
            DependencyScope.Value => AtomicNanoseconds,
            _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "There is no such scope."),
        };
    }
}
