using Bantam.Model;

namespace Bantam.Advice;

/// <summary>Rules about batch normalization.</summary>
internal static class NormalizationRules
{
    public static Rule BesideDropout { get; } = new("W-BN-DROPOUT", Severity.Warning, FindDropout)
    {
        Title = "Batch normalization and dropout together",
        Checks = "the network has both batch normalization and dropout (or drop-block)",
        Source = "notes: lines 1957-1958; Li et al., 2019",
    };

    public static Rule RedundantBias { get; } = new("W-BN-BIAS", Severity.Warning, FindBiases)
    {
        Title = "A bias before batch normalization",
        Checks = "a linear layer with a bias is read by a batch normalization alone, which subtracts the bias again",
        Source = "notes: lines 1947-1949",
    };

    public static Rule BehindActivation { get; } = new("H-BN-PLACEMENT", Severity.Hint, FindPlacement)
    {
        Title = "Batch normalization behind an activation",
        Checks = "a batch normalization reads an activation function, and no unpadded convolution or dense layer alone reads it: it cannot be folded",
        Source = "notes: lines 1951-1955",
    };

    private static IEnumerable<Observation> FindDropout(LintSubject subject)
    {
        Node[] norms = [.. subject.Graph.Nodes.Where(node => node.Op is BatchNorm)];
        Node[] drops = [.. subject.Graph.Nodes.Where(node => node.Op is Dropout or DropBlock)];
        if (norms.Length > 0 && drops.Length > 0)
        {
            yield return new Observation(drops[0].Name, "They interact unpredictably: use one of them, or suppress this rule where a measurement justifies both.")
            {
                Evidence = [new("batchNorms", norms.Length), new("dropouts", drops.Length), new("largestRate", drops.Max(RateOf))],
                Command = $"bantam lint {subject.Options.Name} --suppress W-BN-DROPOUT",
            };
        }
    }

    private static double RateOf(Node node) => node.Op switch
    {
        Dropout dropout => dropout.Rate,
        DropBlock block => block.Rate,
        _ => 0,
    };

    private static IEnumerable<Observation> FindBiases(LintSubject subject) =>
        from norm in subject.Graph.Nodes
        where norm.Op is BatchNorm
        let layer = norm.Inputs[0] as Node
        where layer is { IsLinear: true, Inputs.Count: > 2 } && subject.Graph.IsReadOnce(layer)
        select new Observation(layer.Name, $"'{norm.Name}' subtracts the mean, and the bias with it: build the layer with bias: false.")
        {
            Evidence = [new("biasValues", layer.SampleShape[^1]), new("adamBytes", 16.0 * layer.SampleShape[^1])],
            Command = subject.CompareCommand,
        };

    private static IEnumerable<Observation> FindPlacement(LintSubject subject) =>
        from norm in subject.Graph.Nodes
        where norm.Op is BatchNorm && norm.Inputs[0] is Node { IsActivationFunction: true } && !FoldsForward(norm, subject.Graph)
        select new Observation(norm.Name, $"Before '{norm.Inputs[0].Name}' it would be folded into the layer and cost nothing on the device; measure both places.")
        {
            Evidence = [new("multiplications", norm.SampleShape.Count), new("additions", norm.SampleShape.Count), new("parameters", 2.0 * norm.SampleShape[^1])],
            Command = subject.CompareCommand,
        };

    private static bool FoldsForward(Node norm, Graph graph) =>
        graph.UsersOf(norm).ToArray() is [Node reader]
        && (reader.Op is Dense || (reader.Op is Conv2d { Groups: 1, Padding: var padding } && padding == Padding.Valid));
}
