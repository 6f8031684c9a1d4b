namespace Bantam.Deployment;

/// <summary>Cuts the exponentials of a softmax off behind the largest difference that two of its scores can have.</summary>
/// <remarks>The table is indexed by the largest score minus a score: what lies further apart than the scores can, nothing reads.</remarks>
public sealed record ShortenSoftmax : PlanPass
{
    /// <inheritdoc/>
    public override PlanChange Apply(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        PlanRanges ranges = PlanRanges.Of(plan);
        PlanStep[] steps = [.. plan.Steps.Select(step => step is SoftmaxStep softmax ? Shortened(softmax, ranges.View(softmax.Inputs[0], 1)[0]) : step)];
        Plan result = PlanRewrite.Of(plan, steps);
        long saved = plan.ConstantBytes - result.ConstantBytes;
        return saved == 0
            ? new PlanChange(Name, plan, plan, "")
            : new PlanChange(Name, plan, result, FormattableString.Invariant($"Scores differ so little that {saved:N0} bytes of exponentials are out of reach."));
    }

    private static SoftmaxStep Shortened(SoftmaxStep step, CodeRange scores)
    {
        int reachable = scores.Max - scores.Min + 1;
        return reachable >= step.Parameters.Exponentials.Length
            ? step
            : step with { Parameters = step.Parameters with { Exponentials = step.Parameters.Exponentials[..reachable] } };
    }
}
