using System.Globalization;
using Bantam.Model;
using Bantam.Reports;
using Bantam.Training;

namespace Bantam.Studies;

/// <summary>How signals and gradients pass through 20 layers of tanh, with and without batch normalization, epoch after epoch.</summary>
internal static class BatchNormFlowStudy
{
    private const int Layers = 20;
    private const int Width = 32;
    private const int Samples = 64;
    private const int Epochs = 4;

    public static Study Study { get; } = new()
    {
        Id = "batch-norm-flow",
        Title = "Why batch normalization works",
        Lines = "1866-1881, 1970-1983",
        Ledger = ["S059"],
        Fill = page =>
        {
            Course plain = Follow(page.Seed, normalized: false);
            Course normalized = Follow(page.Seed, normalized: true);
            page.Agrees("without: standard deviation of the last layer below 0.1 at first", "yes", plain.Deviations[0][^1] < 0.1 ? "yes" : "no");
            page.Agrees("with: standard deviation of every layer within 0.5 and 2", "yes", normalized.Deviations.SelectMany(epoch => epoch).All(deviation => deviation is >= 0.5 and <= 2) ? "yes" : "no");
            page.Reports("without: norm of the first layer's gradient at first", plain.FirstGradient);
            page.Reports("with: norm of the first layer's gradient at first", normalized.FirstGradient);
            page.Plots("deviations", new PlotFigure(
                "Standard deviation of the outputs of 20 layers of tanh",
                new PlotAxis("layer"),
                new PlotAxis("standard deviation", IsLogarithmic: true),
                [Series("plain, at first", plain.Deviations[0]), Series($"plain, after {Epochs} epochs", plain.Deviations[^1]), Series("normalized, at first", normalized.Deviations[0]), Series($"normalized, after {Epochs} epochs", normalized.Deviations[^1])]));
            page.Draw("epochs", "Mean, deviation and percentiles by layer and epoch", HeatMap.Draw(Map(plain)), Table(plain, normalized));
        },
    };

    private static Course Follow(ulong seed, bool normalized)
    {
        Graph net = HalfOf(Deep(normalized).WithSeed(seed));
        Tensor batch = Tensor.Zeros([Samples, Width]);
        RandomStream random = new(seed, "batch-norm-flow");
        foreach (ref float value in batch.Span<float>())
        {
            value = random.Uniform(-1, 1);
        }

        TrainingStep step = new(net, (output, labels) => new SoftmaxCrossEntropy().Apply(output, labels), batch, Tensor.From<int>([Samples], [.. Enumerable.Range(0, Samples).Select(i => i % 2)]));
        OptimizerState optimizer = new(new Sgd(0.01f));
        List<ActivationDistribution[]> epochs = [];
        double? firstGradient = null;
        for (int epoch = 0; epoch <= Epochs; epoch++)
        {
            step.Run();
            firstGradient ??= GradientFlow.Of(step).Parameters[0].Norm;
            epochs.Add([.. ActivationFlow.Of(step).Nodes.Where(node => node.Node.StartsWith("tanh", StringComparison.Ordinal))]);
            optimizer.Step(step.Gradients);
        }

        return new Course(epochs, firstGradient!.Value);
    }

    private static Graph Deep(bool normalized) => Graph.Create([Width], x =>
    {
        for (int i = 0; i < Layers; i++)
        {
            GraphBuilder linear = x.Dense(Width, bias: false);
            x = (normalized ? linear.BatchNorm() : linear).Tanh();
        }

        return x.Dense(2);
    });

    /// <summary>Weights half as large as usual: what an unlucky start looks like.</summary>
    private static Graph HalfOf(Graph net) => net.With(net.Values.With(net.Parameters
        .Where(p => p.IsTrainable && p.Shape.Rank == 2)
        .Select(p => KeyValuePair.Create(p, 0.5 * net.Values[p]))));

    private static PlotSeries Series(string name, double[] deviations) => new(name, [.. deviations.Select((deviation, i) => new PlotPoint(i + 1, deviation))]);

    private static HeatFigure Map(Course course) => new(
        "Without batch normalization: log10 of the standard deviation",
        "epochs downward, layers to the right",
        [.. Enumerable.Range(0, Epochs + 1).Select(epoch => $"after {epoch}")],
        [.. Enumerable.Range(1, Layers).Select(layer => $"{layer}")],
        [.. course.Deviations.Select(epoch => epoch.Select(Math.Log10).ToArray())],
        value => value.ToString("0.00", CultureInfo.InvariantCulture));

    private static StudyTable Table(Course plain, Course normalized) => new(
        ["network", "epoch", "layer", "mean", "deviation", "low", "median", "high"],
        [.. Rows("plain", plain), .. Rows("normalized", normalized)]);

    private static IEnumerable<string[]> Rows(string network, Course course) =>
        from epoch in Enumerable.Range(0, course.Epochs.Count)
        from layer in Enumerable.Range(0, Layers)
        let found = course.Epochs[epoch][layer]
        select (string[])[network, $"{epoch}", $"{layer + 1}", Text(found.Mean), Text(found.StandardDeviation), Text(found.Low), Text(found.Median), Text(found.High)];

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What each layer put out, epoch by epoch.</summary>
    private sealed record Course(IReadOnlyList<ActivationDistribution[]> Epochs, double FirstGradient)
    {
        public IReadOnlyList<double[]> Deviations { get; } = [.. Epochs.Select(epoch => epoch.Select(layer => layer.StandardDeviation).ToArray())];
    }
}
