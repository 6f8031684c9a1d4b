using Bantam.Advice;
using Bantam.Costs;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Advice;

public sealed class LinterTests
{
    [Fact]
    [Trait("Ledger", "S372")]
    public void A_clean_network_has_no_findings()
    {
        DataSplits digits = SyntheticDigits.Create(train: 1000, test: 100);
        Graph graph = Quantize.PostTraining(Clean(), digits.Calibration(256));

        LintReport report = Lint.Of(graph, new LintOptions { Device = Devices.CortexM4, Data = digits, Other = Clean(), Roofline = new Roofline(1e6, 1e9) });

        Assert.Empty(report.Findings);
        Assert.Empty(report.Unchecked);
        Assert.Equal(RuleCatalog.All, report.Checked);
    }

    [Fact]
    public void Before_quantization_the_only_hint_is_to_quantize() =>
        Assert.Equal("H-REDUCE-PRECISION", Assert.Single(Lint.Of(Clean()).Findings).Rule);

    [Fact]
    [Trait("Ledger", "S057")]
    public void Batch_normalization_and_dropout_together_are_one_warning_that_can_be_suppressed()
    {
        Graph both = Graph.Create([4], x => x.Dense(8, bias: false).BatchNorm().Dropout().Dense(8, bias: false).BatchNorm().Dropout().Dense(2));

        Assert.Single(Lint.Of(both).Findings, finding => finding is { Rule: "W-BN-DROPOUT", Severity: Severity.Warning });
        Assert.DoesNotContain(Lint.Of(both, new LintOptions { Suppressed = ["W-BN-DROPOUT"] }).Findings, finding => finding.Rule == "W-BN-DROPOUT");
    }

    [Fact]
    [Trait("Ledger", "S145")]
    public void Two_small_windows_see_as_far_as_a_large_one()
    {
        Finding finding = Assert.Single(Lint.Of(Graph.Create([16, 16, 64], x => x.Conv2d(64, 5))).Findings, found => found.Rule == "H-FACTORIZE");

        Assert.Equal(5, ReceptiveField.Of(Graph.Create([16, 16, 64], x => x.Conv2d(64, 3).Conv2d(64, 3))).Height);
        Assert.Equal((5, 102_400, 73_728, 0.28), (Of(finding, "receptiveField"), Of(finding, "weights"), Of(finding, "factorizedWeights"), Of(finding, "savedShare")));
    }

    [Fact]
    [Trait("Ledger", "S196")]
    public void Weights_in_DRAM_get_a_hint_for_each_principle_with_picojoules()
    {
        IReadOnlyList<Finding> findings = Lint.Of(Graph.Create([1024], x => x.Dense(1021, bias: false).Dense(10, bias: false))).Findings;

        Finding precision = Single("H-REDUCE-PRECISION");
        Finding memory = Single("H-KEEP-IN-SRAM");
        Assert.Contains("INT8", precision.Suggestion, StringComparison.Ordinal);
        Assert.Equal(4.6 / 0.3, Of(precision, "float32Picojoules") / Of(precision, "int8Picojoules"), 1e-9);
        Assert.StartsWith("Keep weights in SRAM", memory.Suggestion, StringComparison.Ordinal);
        Assert.Equal(13, Of(memory, "dramPicojoules") / Of(memory, "sramPicojoules"), 1e-9);
        Assert.Equal(1, Of(Single("H-REUSE-DATA"), "macsPerWeight"));
        Assert.DoesNotContain(findings, finding => finding.Rule == "H-VECTORIZE");
        Assert.Single(Lint.Of(Graph.Create([1024], x => x.Dense(5, bias: false).Dense(10, bias: false))).Findings, finding => finding.Rule == "H-VECTORIZE");

        Finding Single(string rule) => Assert.Single(findings, finding => finding.Rule == rule);
    }

    [Fact]
    [Trait("Ledger", "S201")]
    public void A_large_dense_layer_keeps_a_tenth_of_the_units_busy()
    {
        LintOptions options = new() { Roofline = new Roofline(100e9, 20e9) };
        Finding finding = Assert.Single(Lint.Of(Graph.Create([4096], x => x.Dense(4096, bias: false)), options).Findings, found => found.Rule == "H-MEMORY-BOUND");

        Assert.Equal(67.1e6, Of(finding, "bytes"), 0.05e6);
        Assert.Equal(3.36, Of(finding, "memoryMilliseconds"), 0.005);
        Assert.Equal(0.336, Of(finding, "computeMilliseconds"), 0.0005);
        Assert.Equal(0.10, Of(finding, "utilization"), 0.0005);
    }

    [Theory]
    [InlineData(1, 16, false)]
    [InlineData(2, 16, true)]
    [InlineData(2, 17, false)]
    [InlineData(4, 18, false)]
    [InlineData(4, 17, true)]
    public void Products_of_8_by_8_bits_need_wide_sums(int terms, int bits, bool isFound) =>
        Assert.Equal(isFound, Lint.Of(Graph.Create([terms], x => x.Dense(3)), new LintOptions { AccumulatorBits = bits }).Findings.Any(finding => finding.Rule == "E-ACCUMULATOR"));

    [Fact]
    public void Ternary_weights_multiply_twice_instead_of_576_times()
    {
        Finding finding = Assert.Single(Lint.Of(Graph.Create([28, 28, 64], x => x.Conv2d(64, 3))).Findings, found => found.Rule == "H-MULTIPLICATIONS");

        Assert.Equal((576, 2), (Of(finding, "multiplicationsPerOutput"), Of(finding, "ternaryMultiplicationsPerOutput")));
    }

    [Fact]
    public void Findings_come_with_the_most_severe_first()
    {
        LintReport report = Lint.Of(Networks.Create("alexnet"), new LintOptions { Device = Devices.CortexM0Plus });

        Assert.Equal(report.Findings.OrderByDescending(finding => finding.Severity), report.Findings);
        Assert.True(report.Reaches(Severity.Error));
        Assert.Equal(report.Findings.Count, report.CountOf(Severity.Error) + report.CountOf(Severity.Warning) + report.CountOf(Severity.Hint));
    }

    [Fact]
    public void Windows_that_skip_pixels_on_purpose_are_left_alone() =>
        Assert.DoesNotContain(Lint.Of(Graph.Create([10, 10, 4], x => x.Conv2d(4, 1, stride: 2))).Findings, finding => finding.Rule == "W-LOST-PIXELS");

    [Fact]
    public void A_window_behind_a_bottleneck_needs_no_other() =>
        Assert.DoesNotContain(Lint.Of(Networks.Create("densenet121")).Findings, finding => finding.Rule == "H-BOTTLENECK");

    [Theory]
    [InlineData(7)]
    [InlineData(65)]
    public void An_impossible_accumulator_is_refused(int bits) =>
        Assert.Contains("8 to 64", Assert.Throws<ArgumentException>(() => Lint.Of(Clean(), new LintOptions { AccumulatorBits = bits })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.PositiveInfinity)]
    public void An_impossible_speed_is_refused(double operations, double bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LintOptions { Roofline = new Roofline(operations, bytes) });

    [Fact]
    public void An_unknown_rule_is_refused_with_the_nearest() =>
        Assert.Contains("Did you mean 'W-BN-BIAS'?", Assert.Throws<UnknownNameException>(() => Lint.Of(Clean(), new LintOptions { Suppressed = ["W-BN-BAIS"] })).Message, StringComparison.Ordinal);

    private static Graph Clean() => Graph.Create([28, 28, 1], x => x
        .Conv2d(8, 3, stride: 2, bias: false).BatchNorm().Relu()
        .DepthwiseConv2d(3, stride: 2, bias: false).BatchNorm().Relu()
        .Conv2d(16, 1, bias: false).BatchNorm().Relu()
        .GlobalAveragePool().Dense(10));

    private static double Of(Finding finding, string evidence) => finding.Evidence.Single(number => number.Name == evidence).Value;
}
