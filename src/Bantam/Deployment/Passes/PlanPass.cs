using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A rewriting of plans. Every output byte stays what it was, for every input.</summary>
public abstract record PlanPass
{
    /// <summary>The name in reports.</summary>
    public string Name => GetType().Name;

    /// <summary>What it may change: nothing. Integers leave no room for less.</summary>
    public virtual PassSafety Safety => PassSafety.Exact;

    /// <summary>Rewrites a plan.</summary>
    /// <param name="plan">The plan; stays as it is.</param>
    /// <returns>The new plan and what was done, or the plan itself where there was nothing to do.</returns>
    public abstract PlanChange Apply(Plan plan);
}

/// <summary>What a pass did to a plan.</summary>
/// <param name="Pass">The name of the pass.</param>
/// <param name="Before">The plan before it.</param>
/// <param name="Plan">The plan after it.</param>
/// <param name="Description">What it did, for the report; empty where it found nothing to do.</param>
public sealed record PlanChange(string Pass, Plan Before, Plan Plan, string Description)
{
    /// <summary>Whether the plan is another one than before.</summary>
    public bool HasChanged => Plan != Before;
}

/// <summary>The passes that make a plan smaller.</summary>
public static class PlanPasses
{
    /// <summary>
    /// All passes that cost nothing at run time, in the order in which they apply. <see cref="StreamRows"/> is none of them: it
    /// trades copies of rows for memory.
    /// </summary>
    public static IReadOnlyList<PlanPass> All { get; } = [new DropDeadSteps(), new DropCopies(), new MergeTables(), new FoldConstantChannels(), new ShortenSoftmax()];

    /// <summary>Applies all of them, one after the other.</summary>
    /// <param name="plan">The plan as lowered.</param>
    /// <returns>What each pass did; the last has the final plan.</returns>
    public static IReadOnlyList<PlanChange> Apply(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        List<PlanChange> changes = [];
        foreach (PlanPass pass in All)
        {
            changes.Add(pass.Apply(changes.Count == 0 ? plan : changes[^1].Plan));
        }

        return changes;
    }
}
