namespace Bantam.Advice;

/// <summary>Rules about comparing with another network.</summary>
internal static class ComparisonRules
{
    public static Rule DifferentWorkload { get; } = new("W-WORKLOAD", Severity.Warning, FindDifference)
    {
        Title = "A comparison of different workloads",
        Checks = "the network that it is compared with has another shape of input or output",
        Source = "notes: lines 3719-3722",
        Needs = LintNeeds.Other,
    };

    private static IEnumerable<Observation> FindDifference(LintSubject subject)
    {
        Model.Graph other = subject.Options.Other!;
        if (subject.Graph.Input.SampleShape != other.Input.SampleShape || subject.Graph.Output.SampleShape != other.Output.SampleShape)
        {
            yield return new Observation(null, $"One turns {subject.Graph.Input.SampleShape} into {subject.Graph.Output.SampleShape}, the other {other.Input.SampleShape} into {other.Output.SampleShape}: no ratio of theirs says which is better. Compare on the same task.")
            {
                Evidence =
                [
                    new("inputElements", subject.Graph.Input.SampleShape.Count),
                    new("otherInputElements", other.Input.SampleShape.Count),
                    new("outputElements", subject.Graph.Output.SampleShape.Count),
                    new("otherOutputElements", other.Output.SampleShape.Count),
                ],
                Command = subject.InspectCommand,
            };
        }
    }
}
