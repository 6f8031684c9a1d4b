using System.Text.RegularExpressions;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Tests.Deployment;
using Bantam.Training;

namespace Bantam.Tests;

public sealed partial class VerifyTests
{
    private static readonly DataSplits s_data = SyntheticSine.Create(train: 100, test: 40);
    private static readonly Firmware s_firmware = Compile.ToC(Quantize.PostTraining(Networks.Create("tiny-mlp", [1], 1), s_data.Calibration(64)), Targets.CortexM4);

    [Fact]
    public void Generated_code_is_proved_on_this_machine()
    {
        RequiredTools.SkipWithoutHostCompiler();

        VerifyReport report = Verify.OnHost(s_firmware, s_data.Test);

        Assert.Equal((true, "host", 40, 0), (report.IsProved, report.Target, report.Samples, report.Mismatches));
        Assert.Null(report.FirstDifference);
    }

    [Fact]
    public void Generated_code_is_proved_in_the_emulator()
    {
        RequiredTools.SkipWithoutEmulator();

        VerifyReport report = Verify.InEmulator(s_firmware, s_data.Test.Take(5));

        Assert.Equal((true, "cortex-m4", 5), (report.IsProved, report.Target, report.Samples));
        Assert.True(report.Emulator!.MaxInstructions > 0);
    }

    [Fact]
    public void Without_samples_nothing_is_proved() =>
        Assert.False(new VerifyReport { Target = "host", Samples = 0, Mismatches = 0 }.IsProved);

    [Fact]
    public void Portable_C_has_no_emulator() =>
        Assert.Contains(
            "has no emulated machine",
            Assert.Throws<ArgumentException>(() => Verify.InEmulator(s_firmware with { Target = Targets.C99 }, s_data.Test)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "dense1")]
    [InlineData(1, "dense2")]
    public void One_wrong_weight_is_found_and_its_layer_named(int array, string layer)
    {
        RequiredTools.SkipWithoutHostCompiler();

        VerifyReport report = Verify.OnHost(WithWrongWeight(array), s_data.Test);

        Assert.InRange(report.Mismatches, 1, 40);
        Assert.False(report.IsProved);
        Assert.StartsWith(layer, report.FirstDifference!.Layer, StringComparison.Ordinal);
        Assert.NotEqual(report.FirstDifference.Expected, report.FirstDifference.Actual);
    }

    [Fact]
    public void One_wrong_weight_is_found_in_the_emulator_too()
    {
        RequiredTools.SkipWithoutEmulator();

        VerifyReport report = Verify.InEmulator(WithWrongWeight(1), s_data.Test.Take(10));

        Assert.StartsWith("dense2", report.FirstDifference!.Layer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_calls_code_that_does_not_compile_different_in_every_sample()
    {
        RequiredTools.SkipWithoutHostCompiler();
        RequiredTools.SkipWithoutEmulator();
        CFiles files = s_firmware.Files;
        Firmware broken = s_firmware with { Files = new CFiles(files.Prefix, files.Source + "\nint unused(void) { int x; return 0; }\n", files.Header) };

        FitVerification proofs = FitProofs.Of(broken, PlanEvaluation.Of(broken.Plan, s_data.Test), new FitOptions());

        Assert.Equal((FitProofStatus.Differs, 40L, 40L), (proofs.Host.Status, proofs.Host.Samples, proofs.Host.Mismatches));
        Assert.Contains("compiler said", proofs.Host.Reason, StringComparison.Ordinal);
        Assert.Equal((FitProofStatus.Differs, 40L, 40L), (proofs.Emulator.Status, proofs.Emulator.Samples, proofs.Emulator.Mismatches));
    }

    [Fact]
    public void An_interrupted_proof_is_no_proof_of_a_difference()
    {
        RequiredTools.SkipWithoutHostCompiler();
        using CancellationTokenSource source = new();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => FitProofs.Of(s_firmware, PlanEvaluation.Of(s_firmware.Plan, s_data.Test), new FitOptions { Cancellation = source.Token }));
    }

    /// <summary>Turns the first weight of an array of the source into the farthest one from it.</summary>
    private static Firmware WithWrongWeight(int array)
    {
        CFiles files = s_firmware.Files;
        Match match = Int8Array().Matches(files.Source)[array];
        Group weight = match.Groups["first"];
        string wrong = weight.Value.StartsWith('-') ? "127" : "-127";
        string source = files.Source.Remove(weight.Index, weight.Length).Insert(weight.Index, wrong);
        return s_firmware with { Files = new CFiles(files.Prefix, source, files.Header) };
    }

    [GeneratedRegex(@"static const int8_t \w+_weights\[\d+\] = \{\s*(?<first>-?\d+)")]
    private static partial Regex Int8Array();
}
