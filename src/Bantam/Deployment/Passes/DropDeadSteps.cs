namespace Bantam.Deployment;

/// <summary>Removes steps whose output nothing reads, and the steps that only those read.</summary>
public sealed record DropDeadSteps : PlanPass
{
    /// <inheritdoc/>
    public override PlanChange Apply(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Plan result = PlanRewrite.Of(plan, plan.Steps);
        int dropped = plan.Steps.Count - result.Steps.Count;
        return dropped == 0
            ? new PlanChange(Name, plan, plan, "")
            : new PlanChange(Name, plan, result, FormattableString.Invariant($"{dropped} steps computed what nothing read."));
    }
}
