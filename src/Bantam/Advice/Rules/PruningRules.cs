using Bantam.Model;

namespace Bantam.Advice;

/// <summary>Rules about what to prune, and what not. Weights that were never set are random, so rules on zeros leave them alone.</summary>
internal static class PruningRules
{
    private const double LargeShare = 0.5;
    private const int ManyParameters = 10_000;

    public static Rule PruneDense { get; } = new("H-PRUNE-DENSE", Severity.Hint, FindLargeDense)
    {
        Title = "A dense layer that holds most weights and does little work",
        Checks = "a dense layer of 10,000 or more parameters has at least half of the weights and a smaller share of the MACs",
        Source = "notes: lines 3756-3758",
    };

    public static Rule PrunedEarly { get; } = new("W-PRUNED-EARLY", Severity.Warning, FindSparseStart)
    {
        Title = "The first convolution is pruned hard",
        Checks = "at least half of the weights of the first convolution are exactly 0",
        Source = "notes: lines 3756-3758",
    };

    public static Rule PrunedInterface { get; } = new("W-PRUNED-INTERFACE", Severity.Warning, FindDeadInterface)
    {
        Title = "Inputs or outputs are pruned away",
        Checks = "all weights of an input channel of the first convolution, or of an output of the last layer, are exactly 0",
        Source = "notes: lines 3618-3619",
    };

    private static IEnumerable<Observation> FindLargeDense(LintSubject subject) =>
        from layer in subject.LinearLayers
        where layer.Node.Op is Dense && layer.Cost.Parameters >= ManyParameters
            && subject.WeightShare(layer) >= LargeShare && subject.MacShare(layer) < subject.WeightShare(layer)
        select new Observation(layer.Name, "Prune here first, and aggressively; then fine-tune. Convolutions at the start hold little and matter much.")
        {
            Evidence = [new("parameters", layer.Cost.Parameters), new("weightShare", subject.WeightShare(layer)), new("macShare", subject.MacShare(layer))],
            Command = subject.CompareCommand,
        };

    private static IEnumerable<Observation> FindSparseStart(LintSubject subject)
    {
        if (subject.LinearLayers is [{ Node.Op: Conv2d } first, ..] && ValuesOf(subject, first) is { } weights)
        {
            int zeros = weights.Span<float>().Count(0f);
            if (zeros >= LargeShare * weights.Count)
            {
                yield return new Observation(first.Name, "Be cautious with early convolutions: what they drop no later layer sees. Keep this one dense and measure again.")
                {
                    Evidence = [new("zeroShare", (double)zeros / weights.Count), new("zeros", zeros), new("weights", weights.Count)],
                    Command = subject.CompareCommand,
                };
            }
        }
    }

    private static IEnumerable<Observation> FindDeadInterface(LintSubject subject)
    {
        if (subject.LinearLayers is not [Layer first, ..] || subject.LinearLayers[^1] is not { Node.Op: Dense or Conv2d } last)
        {
            yield break;
        }

        if (first.Node.Op is Conv2d { Groups: 1 } && ValuesOf(subject, first) is { } inputs && DeadAlong(inputs, axis: 3) is > 0 and int blind)
        {
            yield return new Observation(first.Name, "The network ignores these input channels and still has to be fed them: keep the interface, or leave the channels out of the data.")
            {
                Evidence = [new("deadInputs", blind), new("inputs", inputs.Shape[3])],
                Command = subject.CompareCommand,
            };
        }

        if (ValuesOf(subject, last) is { } outputs && DeadAlong(outputs, axis: 0) is > 0 and int mute)
        {
            yield return new Observation(last.Name, "These outputs are constant whatever the input: never prune the channels of the last layer.")
            {
                Evidence = [new("deadOutputs", mute), new("outputs", outputs.Shape[0])],
                Command = subject.CompareCommand,
            };
        }
    }

    private static Tensor? ValuesOf(LintSubject subject, Layer layer) =>
        layer.Node.Weight is { } weight && subject.Graph.Values.IsAssigned(weight) ? subject.Graph.Values[weight] : null;

    /// <summary>The indices along an axis whose values are all 0.</summary>
    private static int DeadAlong(Tensor weights, int axis)
    {
        int stride = 1;
        for (int i = axis + 1; i < weights.Shape.Rank; i++)
        {
            stride *= weights.Shape[i];
        }

        bool[] isAlive = new bool[weights.Shape[axis]];
        ReadOnlySpan<float> values = weights.Span<float>();
        for (int i = 0; i < values.Length; i++)
        {
            isAlive[i / stride % isAlive.Length] |= values[i] != 0;
        }

        return isAlive.Count(alive => !alive);
    }
}
