namespace Bantam.Costs;

/// <summary>One instruction issued for one warp.</summary>
/// <param name="Name">The instruction.</param>
/// <param name="Warp">The warp, from 0.</param>
/// <param name="ActiveLanes">Bit i is set where lane i took part.</param>
public readonly record struct SimtIssue(string Name, int Warp, ulong ActiveLanes)
{
    /// <summary>The lanes as text, lane 0 first: <c>1100</c>.</summary>
    /// <param name="lanes">How many lanes a warp has.</param>
    /// <returns>A 1 for each lane that took part, a 0 for the others.</returns>
    public string MaskText(int lanes)
    {
        ulong active = ActiveLanes;
        return string.Concat(Enumerable.Range(0, lanes).Select(lane => (active >> lane & 1) == 1 ? '1' : '0'));
    }
}

/// <summary>What a program did on a <see cref="SimtMachine"/>; its results are in the memory that it was given.</summary>
public sealed record SimtRun
{
    /// <summary>The lanes of a warp.</summary>
    public required int WarpSize { get; init; }

    /// <summary>The warps: threads over lanes, rounded up.</summary>
    public required int Warps { get; init; }

    /// <summary>Every instruction issued, warp after warp.</summary>
    public required IReadOnlyList<SimtIssue> Issues { get; init; }

    /// <summary>The reads and writes of a warp; one for all its lanes together.</summary>
    public required long MemoryRequests { get; init; }

    /// <summary>The segments of memory that they touched, each counted once per request: what the memory has to deliver.</summary>
    public required long MemorySegments { get; init; }

    /// <summary>The most masks that had to be remembered at once, in order to continue with all lanes later.</summary>
    public required int DeepestMaskStack { get; init; }

    /// <summary>The lanes that worked, summed over all issues.</summary>
    public long ActiveSlots => Issues.Sum(issue => (long)ulong.PopCount(issue.ActiveLanes));

    /// <summary>The lanes that there were, summed over all issues.</summary>
    public long Slots => (long)Issues.Count * WarpSize;

    /// <summary>The fraction of lanes that worked: below 1 where paths diverge or threads do not fill the last warp.</summary>
    public double Utilization => Slots == 0 ? 0 : (double)ActiveSlots / Slots;
}
