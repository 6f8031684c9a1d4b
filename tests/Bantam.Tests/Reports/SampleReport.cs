using Bantam.Advice;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Reports;

/// <summary>A report as a run on MNIST would give it, with figures that look like real ones.</summary>
internal static class SampleReport
{
    internal static FitReport Lenet() => new()
    {
        Data = "mnist",
        Network = "lenet",
        Device = "cortex-m4",
        Seed = 1,
        Metric = Metric.Accuracy,
        Accuracy = new FitAccuracy(0.9907, 0.9904, 10_000, 0.985),
        Macs = 322_560,
        MacsAfterFolding = 322_560,
        Parameters = 5_994,
        FlashBytes = 14_212,
        RamBytes = 5_920,
        MemoryIsMeasured = true,
        Budget = new FitBudget(1_048_576, 131_072),
        Fits = true,
        MeetsFloor = true,
        DataSummary = new FitDataSummary("28×28×1", 54_000, 6_000, 10_000, 256, 10),
        Layers =
        [
            Layer("conv1", "Conv2d 5×5, Relu", "24×24×8", 208, 115_200, 4_608, 264),
            Layer("pool1", "MaxPool 2×2", "12×12×8", 0, 0, 1_152, 0),
            Layer("conv2", "Conv2d 5×5, Relu", "8×8×16", 3_216, 204_800, 1_024, 3_328),
            Layer("pool2", "MaxPool 2×2", "4×4×16", 0, 0, 256, 0),
            Layer("dense", "Dense", "10", 2_570, 2_560, 10, 2_640),
            Layer("softmax", "Softmax", "10", 0, 0, 10, 1_024),
        ],
        Epochs =
        [
            new FitEpoch(1, 0.3127, 0.9682, 11_870),
            new FitEpoch(2, 0.0874, 0.9801, 12_145),
            new FitEpoch(3, 0.0631, 0.9838, 12_102),
            new FitEpoch(4, 0.0508, 0.9857, 12_168),
            new FitEpoch(5, 0.0432, 0.9868, 12_090),
            new FitEpoch(6, 0.0371, 0.9880, 12_151),
            new FitEpoch(7, 0.0318, 0.9887, 12_133),
            new FitEpoch(8, 0.0284, 0.9895, 12_160),
        ],
        Steps =
        [
            new FitStep { Name = "fuse activations", Safety = PassSafety.Safe, AccuracyBefore = 0.9907, AccuracyAfter = 0.9907, BytesBefore = 23_976, BytesAfter = 23_976, Note = "2 Relu ops became the clamp of the convolution before them." },
            new FitStep { Name = "int8", Safety = PassSafety.Unsafe, AccuracyBefore = 0.9907, AccuracyAfter = 0.9904, BytesBefore = 23_976, BytesAfter = 6_232, Note = "Weights per channel, activations per tensor; ranges from 256 samples." },
            new FitStep { Name = "plan", BytesBefore = 6_232, BytesAfter = 6_232, Note = "6 steps, rounding profile tflm." },
        ],
        Advice =
        [
            new FitAdvice("W-MINMAX", Severity.Warning, "conv1", new Dictionary<string, double> { ["bitsLost"] = 1.25, ["range"] = 12 }, "Choose ranges by percentile."),
            new FitAdvice("H-MULTIPLICATIONS", Severity.Hint, null, new Dictionary<string, double> { ["multiplicationsPerOutput"] = 200 }, "Measure ternary weights."),
        ],
        Memory = new FitMemory(
            5_760,
            5_760,
            [
                new FitBuffer("input", 4_608, 784, 0, 0),
                new FitBuffer("conv1", 0, 4_608, 0, 1),
                new FitBuffer("pool1", 4_608, 1_152, 1, 2),
                new FitBuffer("conv2", 0, 1_024, 2, 3),
                new FitBuffer("pool2", 1_024, 256, 3, 4),
                new FitBuffer("dense", 0, 10, 4, 5),
                new FitBuffer("softmax", 16, 10, 5, 5),
            ],
            ["conv1", "pool1", "conv2", "pool2", "dense", "softmax"]),
        Verify = new FitVerification(
            new FitProof { Status = FitProofStatus.Proved, Samples = 10_000, Mismatches = 0 },
            new FitEmulatorProof
            {
                Status = FitProofStatus.Proved,
                Samples = 100,
                Mismatches = 0,
                Target = "cortex-m4",
                InstructionsPerInference = 2_291_406,
                StackBytes = 312,
                FlashBytes = 14_212,
                CodeBytes = 6_956,
                ConstBytes = 7_256,
                RamBytes = 5_920,
            }),
        Files = ["bantam_model.c", "bantam_model.h", "model.bantam", "report.html", "report.json"],
        Seconds = 108.4,
        Environment = new FitEnvironment(
            "Debian GNU/Linux 12",
            "x86-64 with AVX2",
            2,
            ".NET 10.0.0",
            [new FitTool("gcc", "12.2.0"), new FitTool("arm-none-eabi-gcc", "12.2.1"), new FitTool("qemu-system-arm", "7.2.22")]),
        ModelHash = "sha256:6f1c0de2a94b7d3358e0b1f2c4d95a7786e3f10d2b6c4a8899b7e5d3c1a0f42e",
        Command = "bantam fit --data mnist --network lenet --device cortex-m4 --floor 0.985 --seed 1 --out out/mnist",
    };

    /// <summary>The same run on a machine without compilers.</summary>
    internal static FitReport Unproved() => Lenet() with
    {
        MemoryIsMeasured = false,
        Verify = new FitVerification(
            new FitProof { Status = FitProofStatus.Unproved, Reason = "no C compiler was found", Install = "sudo apt-get install gcc", Samples = 0, Mismatches = 0 },
            new FitEmulatorProof { Status = FitProofStatus.Unproved, Reason = "qemu-system-arm was not found", Install = "sudo apt-get install gcc-arm-none-eabi qemu-system-arm", Samples = 0, Mismatches = 0, Target = "cortex-m4" }),
    };

    /// <summary>A run that misses everything that can be missed.</summary>
    internal static FitReport Missed() => Lenet() with
    {
        Accuracy = new FitAccuracy(0.9907, 0.9804, 10_000, 0.985),
        Fits = false,
        MeetsFloor = false,
        Budget = new FitBudget(16_384, 4_096),
        Verify = new FitVerification(
            new FitProof { Status = FitProofStatus.Differs, Samples = 10_000, Mismatches = 3, FirstDifference = new FitDifference(17, "conv2", 203, -5, -4) },
            Lenet().Verify.Emulator),
    };

    private static FitLayer Layer(string name, string op, string output, params ReadOnlySpan<long> costs) => new()
    {
        Name = name,
        Op = op,
        Output = output,
        Parameters = costs[0],
        Macs = costs[1],
        ActivationBytes = costs[2],
        WeightBytes = costs[3],
    };
}
