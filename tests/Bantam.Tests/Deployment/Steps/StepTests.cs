using System.Runtime.InteropServices;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Tests.Model;

namespace Bantam.Tests.Deployment;

/// <summary>Every step of a plan, in 8 and in 16 bits, against its op in floating point on the numbers that the codes stand for.</summary>
public sealed class StepTests
{
    private static readonly QuantizationParameters s_bytes = new([0.05f], [-3]);
    private static readonly QuantizationParameters s_shorts = Wide(2e-4f);

    public static TheoryData<string> Bytes { get; } = [.. Samples().Where(sample => sample.InBytes).Select(sample => sample.Name)];

    public static TheoryData<string> Shorts { get; } = [.. Samples().Where(sample => sample.InShorts).Select(sample => sample.Name)];

    [Theory, MemberData(nameof(Bytes))]
    public void A_step_of_8_bits_is_within_one_code_of_its_op(string name)
    {
        Sample sample = Samples().Single(sample => sample.Name == name);
        Compare(sample, s_bytes, sample.Output ?? new([0.06f], [5]));
    }

    /// <summary>Multipliers of 15 bits and tables of 256 entries are off by a few of 65,536 codes, positions between pixels by 2⁻¹⁰ of their distance.</summary>
    [Theory, MemberData(nameof(Shorts))]
    public void A_step_of_16_bits_is_within_a_few_codes_of_its_op(string name)
    {
        Sample sample = Samples().Single(sample => sample.Name == name);
        Compare(sample, s_shorts, sample.Output is null ? Wide(3e-4f) : SoftmaxInt16.OutputParameters);
    }

    private static IEnumerable<Sample> Samples() =>
    [
        new("conv in groups", new Conv2d { Groups = 2, Padding = Padding.Same }, [[5, 7, 4]]) { Weights = [[6, 3, 3, 2], [6]] },
        new("conv dilated", new Conv2d { Dilation = 2, Stride = 2, Padding = Padding.Same, Activation = Activation.Relu }, [[9, 7, 3]]) { Weights = [[5, 3, 3, 3]] },
        new("depthwise clamped", new DepthwiseConv2d { Stride = 2, Activation = Activation.Relu6 }, [[7, 9, 2]]) { Weights = [[1, 3, 3, 2], [2]] },
        new("depthwise with a multiplier", new DepthwiseConv2d { Multiplier = 3, Padding = Padding.Same }, [[5, 5, 3]]) { Weights = [[1, 3, 3, 9], [9]] },
        new("transposed conv", new ConvTranspose2d { Stride = 2, Padding = Padding.Same }, [[3, 5, 4]]) { Weights = [[4, 3, 3, 5], [5]] },
        new("transposed conv apart", new ConvTranspose2d { Stride = new Size2d(3, 1) }, [[3, 2, 3]]) { Weights = [[3, 2, 4, 2]] },
        new("dense", new Dense { Activation = Activation.Relu }, [[37]]) { Weights = [[11, 37], [11]] },
        new("add", new Add(), [[3, 5, 7], [3, 5, 7]]),
        new("add of a row", new Add { Activation = Activation.Relu }, [[3, 5, 7], [1, 1, 7]]),
        new("add of a constant", new Add(), [[3, 5, 7]]) { Weights = [[1, 5, 1]] },
        new("subtract", new Subtract(), [[5, 7], [5, 7]]),
        new("subtract of a column", new Subtract(), [[5, 1], [5, 7]]),
        new("multiply", new Multiply(), [[5, 7], [5, 7]]),
        new("multiply of channels", new Multiply(), [[3, 2, 7], [1, 1, 7]]),
        new("maximum", new Maximum(), [[3, 1, 7], [3, 2, 7]]) { KeepsCodes = true },
        new("minimum", new Minimum(), [[3, 2, 7], [7]]) { KeepsCodes = true },
        new("product", new MatMul(), [[3, 5], [5, 7]]),
        new("product of transposes", new MatMul(true, true), [[5, 3], [7, 5]]),
        new("max pool", new MaxPool { Kernel = new Size2d(2, 3), Stride = 2, Padding = Padding.Same }, [[5, 7, 3]]) { KeepsCodes = true },
        new("average pool", new AveragePool { Kernel = 3, Stride = 2, Padding = Padding.Same }, [[5, 7, 3]]) { KeepsCodes = true },
        new("global mean", new GlobalAveragePool(), [[5, 7, 3]]),
        new("mean of rows", new Mean { Axes = [1] }, [[5, 7, 3]]),
        new("mean of channels", new Mean { Axes = [-1], KeepAxes = true }, [[5, 7, 3]]),
        new("pad", new Pad([0, 1, 0, 2], [0, 3, 1, 0], 0.5), [[3, 2, 4]]) { KeepsCodes = true },
        new("permute", new Permute([0, 3, 1, 2]), [[3, 2, 5]]) { KeepsCodes = true },
        new("transpose", new Transpose(), [[3, 5]]) { KeepsCodes = true },
        new("slice", new Slice(2, 1, 3), [[3, 5, 2]]) { KeepsCodes = true },
        new("strided slice", new StridedSlice(1, 6, 3, -3), [[7, 2]]) { KeepsCodes = true },
        new("concat", new Concat(2), [[3, 5, 2], [3, 1, 2]]) { KeepsCodes = true },
        new("resize to nearest", new Resize(new Size2d(7, 4)) { Interpolation = Interpolation.Nearest, Mapping = PixelMapping.Asymmetric, Rounding = PixelRounding.Down }, [[3, 5, 2]]) { KeepsCodes = true },
        new("resize to nearest halves", new Resize(new Size2d(7, 4)) { Interpolation = Interpolation.Nearest, Mapping = PixelMapping.Middle, Rounding = PixelRounding.Down }, [[3, 5, 2]]) { KeepsCodes = true },
        new("resize between corners", new Resize(new Size2d(7, 9)) { Interpolation = Interpolation.Bilinear, Mapping = PixelMapping.AlignCorners }, [[3, 5, 2]]) { KeepsCodes = true },
        new("resize between halves", new Resize(new Size2d(6, 10)) { Interpolation = Interpolation.Bilinear, Mapping = PixelMapping.HalfPixel }, [[3, 5, 2]]) { KeepsCodes = true },
        new("relu", new Relu(), [[37]]),
        new("relu 6", new Relu6(), [[37]]),
        new("leaky relu", new LeakyRelu(0.2), [[37]]),
        new("elu", new Elu(1), [[37]]) { InShorts = false },
        new("hard swish", new HardSwish(), [[61]]) { InShorts = false },
        new("sigmoid", new Sigmoid(), [[61]]) { Output = LogisticInt8.LogisticOutput },
        new("tanh", new Tanh(), [[61]]) { Output = LogisticInt8.TanhOutput },
        new("softmax", new Softmax(), [[5, 9]]) { Output = SoftmaxInt8.OutputParameters },
        new("lstm", new Lstm { CellCodes = Wide(1f / 4096) }, [[3, 5]]) { Weights = [[12, 5], [12, 3], [12]], Output = new([1f / 128], [2]) },
        new("svdf", new Svdf(2) { StateCodes = Wide(1f / 2048) }, [[3, 5]]) { Weights = [[6, 5], [6, 4], [3]], InShorts = false },
    ];

    private static void Compare(Sample sample, QuantizationParameters codes, QuantizationParameters outputCodes)
    {
        GraphInput[] inputs = [.. sample.Inputs.Select((shape, i) => new GraphInput($"input{i}", shape))];
        Value[] activations = [.. inputs.Select(input => Coded(input, codes))];
        (Value Value, Tensor Real)[] weights = [.. sample.Weights.Select((shape, i) => Constant(sample, i, shape, codes))];
        Node node = new("step", sample.Op, [.. activations, .. weights.Select(weight => weight.Value)]);
        Node output = Coded(node, sample.KeepsCodes ? codes : outputCodes);
        Graph graph = new(inputs, [output]);
        foreach ((Value value, Tensor real) in weights)
        {
            Parameter parameter = value as Parameter ?? (Parameter)((Node)value).Inputs[0];
            real.Span<float>().CopyTo(graph.Values[parameter].Span<float>());
        }

        PlanRuntime runtime = new(Lowering.Lower(graph));
        RandomStream random = new(7, sample.Name);
        Tensor[] reals = [.. inputs.Select((input, i) => Fill(runtime.InputBytes(i), input.Type.Shape, codes, random))];
        runtime.Run((StepObserver?)null);

        float[] expected = sample.Op.Apply([.. reals, .. weights.Select((weight, i) => weight.Value is Node quantized ? quantized.Op.Apply(weight.Real) : weight.Real)]).ToArray<float>();
        QuantizationParameters meaning = sample.KeepsCodes ? codes : outputCodes;
        int[] actual = Codes(runtime.OutputBytes(0), meaning);
        Assert.Equal(expected.Length, actual.Length);
        double tolerance = meaning.FitsInt8 ? 1.0001 : sample.Op is Resize ? 128 : sample.Output is not null ? 24 : 4;
        for (int i = 0; i < actual.Length; i++)
        {
            double code = Math.Clamp((expected[i] / (double)meaning.Scale) + meaning.ZeroPoint, meaning.QMin, meaning.QMax);
            Assert.True(Math.Abs(actual[i] - code) <= tolerance, $"{sample.Name}: output {i} is {actual[i]}, expected {code}.");
        }
    }

    /// <summary>A weight of two or more axes is quantized; a bias of one axis stays real.</summary>
    private static (Value Value, Tensor Real) Constant(Sample sample, int index, Shape shape, QuantizationParameters codes)
    {
        Tensor real = SampleTensors.ToFloat32(SampleTensors.Spread(shape, new RandomStream(3, $"{sample.Name}{index}"), -0.5, 0.5));
        Parameter parameter = new($"weight{index}", shape, Initializer.Of(0));
        bool isActivation = sample.Op is Add;
        return shape.Rank == 1
            ? (parameter, real)
            : (new Node($"{parameter.Name}.quantized", new FakeQuantize(new AffineQuantizer(isActivation ? codes : new QuantizationParameters([0.5f / 127], [0], null, -127))), parameter), real);
    }

    private static Tensor Fill(Span<byte> bytes, Shape shape, QuantizationParameters codes, RandomStream random)
    {
        Tensor real = Tensor.Zeros(shape);
        for (int i = 0; i < real.Count; i++)
        {
            int code = codes.FitsInt8 ? random.NextInt32(256) - 128 : random.NextInt32(30001) - 15000;
            real.Span<float>()[i] = codes.Dequantize(code);
            if (codes.FitsInt8)
            {
                MemoryMarshal.Cast<byte, sbyte>(bytes)[i] = (sbyte)code;
            }
            else
            {
                MemoryMarshal.Cast<byte, short>(bytes)[i] = (short)code;
            }
        }

        return real;
    }

    private static int[] Codes(ReadOnlySpan<byte> bytes, QuantizationParameters meaning) => meaning.FitsInt8
        ? [.. MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray().Select(code => (int)code)]
        : [.. MemoryMarshal.Cast<byte, short>(bytes).ToArray().Select(code => (int)code)];

    private static QuantizationParameters Wide(float scale) => new([scale], [0], null, short.MinValue, short.MaxValue);

    private static Node Coded(Value value, QuantizationParameters codes) => new($"{value.Name}.codes", new FakeQuantize(new AffineQuantizer(codes)), value);

    /// <summary>An op with the shapes of one sample of each activation, and of its weights.</summary>
    private sealed record Sample(string Name, Op Op, Shape[] Inputs)
    {
        public Shape[] Weights { get; init; } = [];

        /// <summary>Whether the output has the codes of the input.</summary>
        public bool KeepsCodes { get; init; }

        /// <summary>The output's codes in 8 bits where the op fixes them.</summary>
        public QuantizationParameters? Output { get; init; }

        public bool InBytes { get; init; } = true;

        public bool InShorts { get; init; } = true;
    }
}
