using Bantam.Advice;
using Bantam.Model;

namespace Bantam.Tests.Advice;

public sealed class ComparisonTests
{
    [Fact]
    [Trait("Ledger", "S152")]
    public void Depth_with_bottlenecks_beats_width()
    {
        // Top-5 errors as the notes list them: 4.5 % and 7.4 %.
        NetworkComparison comparison = new(
            ComparedNetwork.Of("resnet152", Networks.Create("resnet152"), 1 - 0.045),
            ComparedNetwork.Of("vgg16", Networks.Create("vgg16"), 1 - 0.074));

        Assert.Equal(0.44, comparison.ParameterRatio, 0.005);
        Assert.Equal(0.73, comparison.MacRatio, 0.005);
        Assert.True(comparison.IsSameWorkload);
        Assert.Equal("resnet152", comparison.Better);
        Assert.Equal(0.955 / 60.192808, comparison.First.AccuracyPerMegaParameter!.Value, 1e-9);
        Assert.Equal(0.926 / 15_470.264320, comparison.Second.AccuracyPerMegaMac!.Value, 1e-12);
        Assert.True(comparison.First.AccuracyPerMegaMac > comparison.Second.AccuracyPerMegaMac);
    }

    [Fact]
    public void Without_accuracies_nothing_is_better()
    {
        NetworkComparison comparison = new(ComparedNetwork.Of("a", Graph.Create([4], x => x.Dense(2))), ComparedNetwork.Of("b", Graph.Create([8], x => x.Dense(2))));

        Assert.Null(comparison.Better);
        Assert.Null(comparison.First.AccuracyPerMegaMac);
        Assert.False(comparison.IsSameWorkload);
    }

    [Fact]
    [Trait("Ledger", "S160")]
    public void AlexNet_stores_in_dense_layers_and_computes_in_convolutions()
    {
        Graph single = Networks.Create("alexnet-single");
        EfficiencyRow dense = Row(single, "dense");
        EfficiencyRow convolution = Row(single, "convolution");

        Assert.Equal((Grade.High, Grade.Low), (dense.Parameters, dense.Units));
        Assert.Equal((Grade.VeryHigh, Grade.High), (convolution.Macs, convolution.Units));
        Assert.Equal(1, dense.MacShare + convolution.MacShare, 1e-12);
        Assert.Equal(2, MacsOfSecond(single) / MacsOfSecond(Networks.Create("alexnet")));
        Assert.Contains(EfficiencyTable.Of(Networks.Create("alexnet")), row => row.Kind == "grouped convolution");
        string[] advice = [.. Lint.Of(single).Findings.Select(finding => finding.Rule)];
        Assert.Contains("H-GROUP", advice);
        Assert.Contains("H-PRUNE-DENSE", advice);
    }

    [Theory]
    [InlineData(0.09, Grade.Low, Grade.Low)]
    [InlineData(0.1, Grade.Moderate, Grade.Moderate)]
    [InlineData(0.5, Grade.High, Grade.High)]
    [InlineData(0.95, Grade.High, Grade.VeryHigh)]
    public void Shares_become_words(double share, Grade place, Grade time)
    {
        EfficiencyRow row = new("dense", share, share, share);

        Assert.Equal((place, place, time), (row.Parameters, row.Units, row.Macs));
    }

    private static EfficiencyRow Row(Graph graph, string kind) => EfficiencyTable.Of(graph).Single(row => row.Kind == kind);

    private static long MacsOfSecond(Graph graph) => Cost.Of(graph).Layers.Where(layer => layer.Op == "Conv2d").ElementAt(1).Macs;
}
