using Bantam.Advice;
using Bantam.Compression;
using Bantam.Costs;
using Bantam.Model;
using static Bantam.Tests.Advice.LintNetworks;

namespace Bantam.Tests.Advice;

/// <summary>One row for each rule: a network that breaks it and one that does not.</summary>
internal static class RuleSamples
{
    private static readonly LintOptions s_smallDevice = new() { Device = Devices.CortexM0Plus };

    private static readonly Padding s_one = Padding.All(1);

    public static IReadOnlyList<RuleSample> All { get; } = [.. Shapes, .. Training, .. Quantized, .. Measured, .. Cheaper, .. Structure];

    public static RuleSample Of(string rule) => All.Single(sample => sample.Rule == rule);

    private static IEnumerable<RuleSample> Shapes =>
    [
        new("E-INPUT-RAM", () => Image(200, 1, x => x.GlobalAveragePool()).With(s_smallDevice), () => Image(28, 1, x => x.GlobalAveragePool()).With(s_smallDevice))
        {
            Layer = "input",
            Expected = [new("inputBytes", 40_000), new("ramBytes", 16_384)],
        },
        new("E-RAM", () => Image(64, 1, x => x.Conv2d(16, 3)).With(s_smallDevice), () => Image(28, 1, x => x.Conv2d(8, 3)).With(s_smallDevice))
        {
            // The output and the input, which is still read.
            Expected = [new("peakActivationBytes", (64 * 64 * 16) + (64 * 64)), new("ramBytes", 16_384)],
        },
        new("E-FLASH", () => Vector(1024, x => x.Dense(256)).With(s_smallDevice), () => Vector(64, x => x.Dense(256)).With(s_smallDevice))
        {
            Expected = [new("weightBytes", (1024 * 256) + 256), new("flashBytes", 131_072)],
        },
        new("W-LOST-PIXELS", () => Image(10, 1, x => x.Conv2d(2, 3, 2, Padding.Valid)), () => Image(11, 1, x => x.Conv2d(2, 3, 2, Padding.Valid)))
        {
            Layer = "conv1",
            Expected = [new("lostRows", 1), new("lostColumns", 1), new("lostShare", 0.19)],
        },
        new("H-UNEVEN-PADDING", () => Image(8, 1, x => x.Conv2d(2, 3, 2, s_one)), () => Image(9, 1, x => x.Conv2d(2, 3, 2, s_one)))
        {
            Layer = "conv1",
            Expected = [new("restRows", 1), new("restColumns", 1)],
        },
        new("W-ABSURD-MULTIPLIER", () => Image(8, 2, x => x.DepthwiseConv2d(3, new DepthwiseConv2d { Multiplier = 16 })), () => Image(8, 2, x => x.DepthwiseConv2d(3, new DepthwiseConv2d { Multiplier = 2 })))
        {
            Layer = "depthwise1",
            Expected = [new("multiplier", 16), new("channels", 32)],
        },
        new("W-WORKLOAD", () => Vector(4, x => x.Dense(2)).With(new LintOptions { Other = Vector(8, x => x.Dense(2)) }), () => Vector(4, x => x.Dense(2)).With(new LintOptions { Other = Vector(4, x => x.Dense(3).Dense(2)) }))
        {
            Expected = [new("inputElements", 4), new("otherInputElements", 8)],
        },
    ];

    private static IEnumerable<RuleSample> Training =>
    [
        new("W-BN-DROPOUT", () => Vector(4, x => x.Dense(8, bias: false).BatchNorm().Relu().Dropout(0.25).Dense(2)), () => Vector(4, x => x.Dense(8, bias: false).BatchNorm().Relu().Dense(2)))
        {
            Layer = "dropout1",
            Expected = [new("batchNorms", 1), new("dropouts", 1), new("largestRate", 0.25)],
        },
        new("W-BN-BIAS", () => Image(8, 1, x => x.Conv2d(8, 3).BatchNorm()), () => Image(8, 1, x => x.Conv2d(8, 3, bias: false).BatchNorm()))
        {
            Layer = "conv1",
            Expected = [new("biasValues", 8), new("adamBytes", 128)],
        },
        new("H-BN-PLACEMENT", () => Image(8, 1, x => x.Conv2d(8, 3).Relu().BatchNorm().Conv2d(8, 3)), () => Image(8, 1, x => x.Conv2d(8, 3).Relu().BatchNorm().Conv2d(8, 3, padding: Padding.Valid)))
        {
            Layer = "batchnorm1",
            Expected = [new("multiplications", 512), new("parameters", 16)],
        },
        new("W-PRUNED-EARLY", () => FirstWeights(zeros: 9), () => FirstWeights(zeros: 8))
        {
            Layer = "conv1",
            Expected = [new("zeroShare", 0.5), new("weights", 18)],
        },
        new("W-PRUNED-INTERFACE", () => SignOfFirst().Assigned("dense1.weight", Tensor.From<float>([2, 2], 0, 0, 1, 1)), () => SignOfFirst())
        {
            Layer = "dense1",
            Expected = [new("deadOutputs", 1), new("outputs", 2)],
        },
    ];

    private static IEnumerable<RuleSample> Quantized =>
    [
        new("E-ACCUMULATOR", () => Vector(2, x => x.Dense(1)).With(new LintOptions { AccumulatorBits = 16 }), () => Vector(1, x => x.Dense(1)).With(new LintOptions { AccumulatorBits = 16 }))
        {
            Layer = "dense1",
            Expected = [new("terms", 2), new("neededBits", 17), new("accumulatorBits", 16)],
        },
        new("W-UNMEASURED", () => SignOfFirst(x => x.Quantized(0.01f)), () => SignOfFirst(x => x.Quantized(0.01f)).With(Signs()))
        {
            Expected = [new("quantizers", 1)],
        },
        new("W-WEIGHT-ONLY", () => Vector(4, x => x.QuantizedDense(2)), () => Vector(4, x => x.Quantized(0.01f).QuantizedDense(2)))
        {
            Layer = "dense1",
            Expected = [new("layersWithFloatInput", 1), new("quantizedLayers", 1), new("floatMacs", 8)],
        },
        new("W-PER-TENSOR", () => PostTraining(UnequalChannels(), Granularity.PerTensor), () => PostTraining(UnequalChannels()))
        {
            Layer = "dense1",
            Expected = [new("channels", 2), new("scales", 1), new("bitsLostInNarrowestChannel", 4)],
        },
        new("W-SIGNED-RELU", () => Vector(4, x => x.Relu().Quantized(0.1f)), () => Vector(4, x => x.Relu().Quantized(0.1f, zeroPoint: -128)))
        {
            Layer = "relu1",
            Expected = [new("unusedCodes", 128), new("codes", 256), new("bitsLost", 1)],
        },
        new("W-SENSITIVE-LAYERS", () => Vector(4, x => x.QuantizedDense(4, 4).QuantizedDense(4, 4).QuantizedDense(2, 4)), () => Vector(4, x => x.QuantizedDense(4).QuantizedDense(4, 4).QuantizedDense(2)))
        {
            Layer = "dense1",
            Expected = [new("bits", 4), new("layers", 3)],
        },
    ];

    private static IEnumerable<RuleSample> Measured =>
    [
        new("E-INTERFACE", () => Vector(3, x => x.Dense(2)).With(Signs()), () => SignOfFirst().With(Signs()))
        {
            Expected = [new("inputElements", 3), new("neededInputElements", 2)],
        },
        new("W-SATURATION", () => SignOfFirst(x => x.Quantized(0.01f)).With(Signs(validationScale: 100)), () => SignOfFirst(x => x.Quantized(0.01f)).With(Signs()))
        {
            Layer = "input",
            Expected = [new("low", -1.28), new("high", 1.27)],
        },
        new("W-MINMAX", () => SignOfFirst(x => x.Quantized(1)).With(Signs()), () => SignOfFirst(x => x.Quantized(0.01f)).With(Signs()))
        {
            Layer = "input",
            Expected = [new("range", 255)],
        },
        new("W-INT8-DROP", () => SignOfFirst().With(Signs(second: 1000)), () => SignOfFirst().With(Signs()))
        {
            Expected = [new("accuracyFloat32", 1), new("accuracyInt8", 0.5), new("samples", 64)],
        },
        new("H-AUGMENT", () => SignOfFirst().With(Signs(isMislabeled: true)), () => SignOfFirst().With(Signs()))
        {
            Expected = [],
        },
    ];

    private static IEnumerable<RuleSample> Cheaper =>
    [
        new("H-REDUCE-PRECISION", () => Vector(100, x => x.Dense(10, bias: false)), () => PostTraining(Vector(100, x => x.Dense(10, bias: false))))
        {
            Expected = [new("float32WeightBytes", 4000), new("int8WeightBytes", 1000), new("float32Picojoules", 4600), new("int8Picojoules", 300)],
        },
        new("H-KEEP-IN-SRAM", () => Vector(1024, x => x.Dense(512, bias: false)), () => Vector(1024, x => x.Dense(256, bias: false)))
        {
            Expected = [new("weightBytes", 2_097_152), new("int8WeightBytes", 524_288), new("dramPicojoules", 262_144 * 1300.0), new("sramPicojoules", 262_144 * 100.0)],
        },
        new("H-MULTIPLICATIONS", () => Vector(576, x => x.Dense(10)), () => Vector(32, x => x.Dense(10)))
        {
            Layer = "dense1",
            Expected = [new("multiplicationsPerOutput", 576), new("ternaryMultiplicationsPerOutput", 2), new("multiplications", 5760), new("additions", 5770)],
        },
        new("H-VECTORIZE", () => Vector(16, x => x.Dense(5).Dense(2)), () => Vector(16, x => x.Dense(8).Dense(2)))
        {
            Layer = "dense1",
            Expected = [new("channels", 5), new("lanes", 4), new("laneUtilization", 0.625)],
        },
        new("H-REUSE-DATA", () => Vector(128, x => x.Dense(128)), () => Image(8, 128, x => x.Conv2d(128, 1)))
        {
            Layer = "dense1",
            Expected = [new("macsPerWeight", 1), new("weightBytes", ((128 * 128) + 128) * 4)],
        },
        new("H-MEMORY-BOUND", () => Vector(4096, x => x.Dense(4096, bias: false)).With(Speed(100e9)), () => Vector(4096, x => x.Dense(4096, bias: false)).With(Speed(1e9)))
        {
            Layer = "dense1",
            Expected = [new("bytes", (4096.0 * 4096 * 4) + (2 * 4096 * 4)), new("computeMilliseconds", 2 * 4096.0 * 4096 / 100e6)],
        },
        new("H-PRUNE-DENSE", () => Image(16, 1, x => x.Conv2d(4, 3).Flatten().Dense(10)), () => Image(16, 1, x => x.Conv2d(4, 3).GlobalAveragePool().Dense(10)))
        {
            Layer = "dense1",
            Expected = [new("parameters", 10_250)],
        },
    ];

    private static IEnumerable<RuleSample> Structure =>
    [
        new("H-FACTORIZE", () => Image(16, 64, x => x.Conv2d(64, 5)), () => Image(16, 64, x => x.Conv2d(64, 3)))
        {
            Layer = "conv1",
            Expected = [new("receptiveField", 5), new("weights", 102_400), new("factorizedWeights", 73_728), new("savedShare", 0.28)],
        },
        new("H-GROUP", () => Image(8, 32, x => x.Conv2d(32, 3)), () => Image(8, 32, x => x.DepthwiseSeparable(32)))
        {
            Layer = "conv1",
            Expected = [new("macs", 64 * 9 * 32 * 32), new("separableMacs", 64 * 32 * (9 + 32)), new("weights", 9216), new("separableWeights", 1312)],
        },
        new("H-BOTTLENECK", () => Image(28, 192, x => x.Conv2d(32, 5)), () => Image(28, 32, x => x.Conv2d(32, 5)))
        {
            Layer = "conv1",
            Expected = [new("inputChannels", 192), new("bottleneckChannels", 16), new("weights", 153_600), new("bottleneckWeights", 15_872)],
        },
        new("H-RESIDUAL", () => Vector(4, x => x.DenseChain(21)), () => Vector(4, x => x.DenseChain(11).Add(x).DenseChain(10)))
        {
            Layer = "dense21",
            Expected = [new("layersInARow", 21), new("limit", 20)],
        },
        new("H-DENSE-HEAD", () => Image(8, 1, x => x.Conv2d(4, 3).Flatten().Dense(10)), () => Image(8, 1, x => x.Conv2d(4, 3).GlobalAveragePool().Dense(10)))
        {
            Layer = "dense1",
            Expected = [new("parameters", 2570), new("pooledParameters", 50)],
        },
    ];

    private static Graph Image(int side, int channels, Func<GraphBuilder, GraphBuilder> build) => Graph.Create([side, side, channels], build);

    private static Graph Vector(int length, Func<GraphBuilder, GraphBuilder> build) => Graph.Create([length], build);

    private static LintOptions Speed(double operations) => new() { Roofline = new Roofline(operations, 20e9) };

    private static Graph FirstWeights(int zeros)
    {
        float[] weights = [.. Enumerable.Range(0, 18).Select(i => i < zeros ? 0f : 1f)];
        return Image(8, 1, x => x.Conv2d(2, 3)).Assigned("conv1.weight", Tensor.From<float>([2, 3, 3, 1], weights));
    }

    private static Graph UnequalChannels() => SignOfFirst().Assigned("dense1.weight", Tensor.From<float>([2, 2], 16, 16, 1, 1));
}
