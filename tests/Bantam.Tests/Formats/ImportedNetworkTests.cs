using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;
using Bantam.Tests.Deployment;
using Bantam.Training;

namespace Bantam.Tests.Formats;

/// <summary>A network from elsewhere goes through every stage like one of ours.</summary>
public sealed class ImportedNetworkTests
{
    public static TheoryData<string> Quantized { get; } =
    [
        "mlperf-tiny/ad01_int8", "mlperf-tiny/kws_ref_model", "mlperf-tiny/pretrainedResnet_quant", "mlperf-tiny/vww_96_int8",
        "tflite-micro/hello_world_int8", "tflite-micro/micro_speech_quantized", "tflite-micro/person_detect",
    ];

    [Theory]
    [MemberData(nameof(Quantized))]
    public void A_quantized_import_compiles_to_C_that_computes_its_bytes(string name)
    {
        RequiredTools.SkipWithoutHostCompiler();
        Graph graph = TfliteFile.Read(RealModels.Bytes(name));
        Firmware firmware = Compile.ToC(graph);
        PlanSamples asImported = PlanSamples.Run(Lowering.Lower(graph), SampleNetworks.Codes(firmware.Plan.Input.Bytes, 3));

        // What the C is compared with is the plan before any pass.
        VerifyReport report = Verifier.OnHost(firmware, asImported with { Plan = firmware.Plan }, Toolchain.Installed, TestContext.Current.CancellationToken);
        Assert.Equal((3, 0), (report.Samples, report.Mismatches));
    }

    [Fact]
    public void A_float_import_is_trained_further_quantized_and_compiled()
    {
        Graph imported = TfliteFile.Read(RealModels.Bytes("tflite-micro/hello_world_float"));
        Dataset sine = Sine();
        double before = Evaluation.Score(imported, sine);

        Graph trained = Train.Fit(imported, sine, new TrainingOptions { Epochs = 40, Optimizer = new Adam(1e-3f), Seed = 1 });
        double after = Evaluation.Score(trained, sine);
        Assert.True(after < 0.9 * before, $"The error was {before} and is {after}.");

        Graph quantized = Quantize.PostTraining(trained, sine);
        Firmware firmware = Compile.ToC(quantized);
        PlanSamples samples = PlanEvaluation.Of(firmware.Plan, sine.Take(200));
        Assert.InRange(Evaluation.Score(samples.RealOutputs(), sine.Take(200)), 0, 0.05);
        RequiredTools.SkipWithoutHostCompiler();
        Assert.Equal(0, Verifier.OnHost(firmware, samples, Toolchain.Installed, TestContext.Current.CancellationToken).Mismatches);
    }

    private static Dataset Sine()
    {
        RandomStream random = new(1, "sine");
        float[] angles = [.. Enumerable.Range(0, 1000).Select(_ => random.NextFloat() * MathF.Tau)];
        return new Dataset("sine", new LearningTask.Regression(1), [1], angles, angles.Select(MathF.Sin).ToArray(), new Preprocessing.None());
    }
}
