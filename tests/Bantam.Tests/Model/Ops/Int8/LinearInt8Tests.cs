using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

/// <summary>Convolution, depthwise convolution and dense layer against real arithmetic and against each other.</summary>
public sealed class LinearInt8Tests
{
    private static readonly WindowGeometry Small = new()
    {
        Batch = 2,
        InputHeight = 5,
        InputWidth = 4,
        InputChannels = 3,
        OutputHeight = 3,
        OutputWidth = 2,
        OutputChannels = 3,
        KernelHeight = 3,
        KernelWidth = 3,
        StrideHeight = 2,
        StrideWidth = 2,
        PadTop = 1,
        PadLeft = 0,
    };

    private static readonly Gen<RoundingProfile> Profiles = Gen.Enum<RoundingProfile>();

    private static readonly Gen<Activation> Activations = Gen.Enum<Activation>();

    [Fact]
    public void A_convolution_is_within_one_code_of_the_real_one() =>
        Gen.Select(Gen.ULong, Profiles, Activations).Sample((seed, profile, activation) =>
        {
            QuantizedLinear op = SampleOp(seed, Small.OutputChannels, activation);
            RandomStream random = new(seed, "values");
            sbyte[] x = Codes(random, Small.Batch * Small.InputElements);
            sbyte[] w = Codes(random, Small.OutputChannels * Small.PatchLength);
            int[] bias = Biases(random, Small.OutputChannels);
            sbyte[] y = Convolve(Small, x, w, bias, LinearInt8Parameters.Prepare(op, profile));
            for (int i = 0; i < y.Length; i++)
            {
                double real = RealConvolution(Small, op, (x, w, bias), i);
                double low = activation == Activation.None ? double.NegativeInfinity : 0;
                double high = activation == Activation.Relu6 ? 6 : double.PositiveInfinity;
                double code = (Math.Clamp(real, low, high) / op.Output.Scale) + op.Output.ZeroPoint;
                Assert.InRange(y[i] - Math.Clamp(code, -128, 127), -1.0001, 1.0001);
            }
        }, iter: 100);

    [Fact]
    public void Padding_is_the_same_as_a_border_of_zero_points() =>
        Gen.ULong.Sample(seed =>
        {
            RandomStream random = new(seed, "values");
            LinearInt8Parameters parameters = LinearInt8Parameters.Prepare(SampleOp(seed, 3, Activation.None), RoundingProfile.Tflm);
            sbyte[] x = Codes(random, Small.Batch * Small.InputElements);
            sbyte[] w = Codes(random, 3 * Small.PatchLength);
            WindowGeometry framed = Small with { InputHeight = 7, InputWidth = 5, PadTop = 0 };
            sbyte[] frame = new sbyte[framed.Batch * framed.InputElements];
            Array.Fill(frame, (sbyte)-parameters.InputOffset);
            for (int row = 0; row < Small.Batch * Small.InputHeight; row++)
            {
                int target = (((row / 5 * 7) + (row % 5) + 1) * 5) * 3;
                x.AsSpan(row * 12, 12).CopyTo(frame.AsSpan(target));
            }

            Assert.Equal(Convolve(framed, frame, w, [], parameters), Convolve(Small, x, w, [], parameters));
        }, iter: 100);

    [Fact]
    public void A_depthwise_convolution_equals_a_convolution_with_diagonal_weights() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 2]).Sample((seed, multiplier) =>
        {
            int outputs = 3 * multiplier;
            WindowGeometry g = Small with { OutputChannels = outputs };
            RandomStream random = new(seed, "values");
            LinearInt8Parameters parameters = LinearInt8Parameters.Prepare(SampleOp(seed, outputs, Activation.Relu), RoundingProfile.Tflm);
            sbyte[] x = Codes(random, g.Batch * g.InputElements);
            sbyte[] depthwise = Codes(random, 9 * outputs);
            int[] bias = Biases(random, outputs);
            sbyte[] diagonal = new sbyte[outputs * g.PatchLength];
            for (int i = 0; i < depthwise.Length; i++)
            {
                int channel = i % outputs;
                diagonal[(((channel * 9) + (i / outputs)) * 3) + (channel / multiplier)] = depthwise[i];
            }

            sbyte[] y = new sbyte[g.Batch * g.OutputElements];
            DepthwiseConv2dInt8.Run(new ConvolutionArguments<sbyte, int> { Geometry = g, Parameters = parameters, Input = x, Weights = depthwise, Bias = bias, Output = y });
            Assert.Equal(Convolve(g, x, diagonal, bias, parameters), y);
        }, iter: 100);

    [Fact]
    public void A_dense_layer_equals_a_convolution_of_one_pixel() =>
        Gen.ULong.Sample(seed =>
        {
            RandomStream random = new(seed, "values");
            LinearInt8Parameters parameters = LinearInt8Parameters.PrepareDense(SampleOp(seed, 7, Activation.None), RoundingProfile.Tflm);
            sbyte[] x = Codes(random, 4 * 11);
            sbyte[] w = Codes(random, 7 * 11);
            int[] bias = Biases(random, 7);
            sbyte[] y = new sbyte[4 * 7];
            DenseInt8.Run(new DenseArguments<sbyte, int> { Inputs = 11, Outputs = 7, Parameters = parameters, Input = x, Weights = w, Bias = bias, Output = y });
            WindowGeometry pixel = new()
            {
                Batch = 4,
                InputHeight = 1,
                InputWidth = 1,
                InputChannels = 11,
                OutputHeight = 1,
                OutputWidth = 1,
                OutputChannels = 7,
                KernelHeight = 1,
                KernelWidth = 1,
                StrideHeight = 1,
                StrideWidth = 1,
                PadTop = 0,
                PadLeft = 0,
            };
            Assert.Equal(Convolve(pixel, x, w, bias, parameters), y);
        }, iter: 100);

    [Fact]
    public void Per_tensor_dense_layers_take_the_product_of_scales_in_single_precision()
    {
        QuantizedLinear op = new(QuantizationParameters.PerTensor(0.1f, 0), QuantizationParameters.SymmetricFromAbsMax(0.3f), QuantizationParameters.PerTensor(0.7f, 0), Activation.None, 2);
        float weight = op.Weights.Scale;
        FixedPointMultiplier single = FixedPointMultiplier.FromReal((double)(0.1f * weight) / 0.7f);
        FixedPointMultiplier twice = FixedPointMultiplier.FromReal((double)0.1f * weight / 0.7f);
        Assert.NotEqual(single, twice);
        Assert.Equal([single, single], LinearInt8Parameters.PrepareDense(op, RoundingProfile.Tflm).Multipliers);
        Assert.Equal([twice, twice], LinearInt8Parameters.Prepare(op, RoundingProfile.Tflm).Multipliers);

        QuantizedLinear perChannel = op with { Weights = QuantizationParameters.PerChannelSymmetric([weight, weight], 0) };
        Assert.Equal([twice, twice], LinearInt8Parameters.PrepareDense(perChannel, RoundingProfile.Tflm).Multipliers);
    }

    [Theory]
    [InlineData(Activation.None, -128, 127)]
    [InlineData(Activation.Relu, -20, 127)]
    [InlineData(Activation.Relu6, -20, 40)]
    public void Activations_become_bounds_on_codes(Activation activation, int min, int max)
    {
        Int8Output output = Int8Output.Prepare(QuantizationParameters.PerTensor(0.1f, -20), activation, RoundingProfile.Tflm);
        Assert.Equal((min, max), (output.Min, output.Max));
    }

    [Fact]
    public void The_code_of_six_never_leaves_the_type() =>
        Assert.Equal(127, Int8Output.Prepare(QuantizationParameters.PerTensor(0.01f, -128), Activation.Relu6, RoundingProfile.Tflm).Max);

    [Theory]
    [InlineData(int.MaxValue, 127)]
    [InlineData(int.MinValue, -128)]
    public void Extreme_accumulators_clamp_without_overflow(int accumulator, int expected)
    {
        Int8Output output = new(-128, -128, 127, RoundingProfile.Tflm);
        Assert.Equal(expected, output.From(accumulator));
        Assert.Equal(expected, output.From(accumulator, FixedPointMultiplier.FromReal(1)));
        Assert.Equal(expected, new Int8Output(127, -128, 127, RoundingProfile.Single).From(accumulator));
    }

    [Fact]
    public void Parameters_that_no_int8_kernel_computes_are_refused()
    {
        QuantizationParameters activation = QuantizationParameters.PerTensor(0.1f, 3);
        QuantizedLinear op = new(activation, QuantizationParameters.SymmetricFromAbsMax(1), activation, Activation.None, 4);
        QuantizedLinear[] bad =
        [
            op with { Weights = activation },
            op with { Weights = QuantizationParameters.PerChannelSymmetric([1f, 1f], 0) },
            op with { Weights = QuantizationParameters.SymmetricFromAbsMax(1, -1000, 1000) },
            op with { Input = QuantizationParameters.AsymmetricFromRange(0, 1, 0, 255) },
            op with { Output = QuantizationParameters.PerChannelSymmetric([1f, 1f], 3) },
        ];
        Assert.All(bad, one => Assert.Throws<ArgumentException>(() => LinearInt8Parameters.Prepare(one, RoundingProfile.Tflm)));
        Assert.All(bad, one => Assert.Throws<ArgumentException>(() => LinearInt8Parameters.PrepareDense(one, RoundingProfile.Tflm)));
    }

    private static sbyte[] Convolve(WindowGeometry g, sbyte[] x, sbyte[] w, int[] bias, LinearInt8Parameters parameters)
    {
        sbyte[] y = new sbyte[g.Batch * g.OutputElements];
        Conv2dInt8.Run(new ConvolutionArguments<sbyte, int> { Geometry = g, Parameters = parameters, Input = x, Weights = w, Bias = bias, Output = y });
        return y;
    }

    private static double RealConvolution(in WindowGeometry g, QuantizedLinear op, (sbyte[] X, sbyte[] W, int[] Bias) t, int output)
    {
        int o = output % g.OutputChannels;
        int pixel = output / g.OutputChannels;
        double sum = t.Bias[o];
        for (int k = 0; k < g.PatchLength; k++)
        {
            int row = (pixel / g.OutputWidth % g.OutputHeight * g.StrideHeight) - g.PadTop + (k / (g.KernelWidth * g.InputChannels));
            int column = (pixel % g.OutputWidth * g.StrideWidth) - g.PadLeft + (k / g.InputChannels % g.KernelWidth);
            if (row >= 0 && row < g.InputHeight && column >= 0 && column < g.InputWidth)
            {
                int position = ((((pixel / g.OutputPixels * g.InputHeight) + row) * g.InputWidth) + column) * g.InputChannels;
                sum += t.W[(o * g.PatchLength) + k] * (double)(t.X[position + (k % g.InputChannels)] - op.Input.ZeroPoint);
            }
        }

        return sum * op.Input.Scale * op.Weights.Scales[op.Weights.Scales.Length == 1 ? 0 : o];
    }

    private static QuantizedLinear SampleOp(ulong seed, int channels, Activation activation)
    {
        RandomStream random = new(seed, "parameters");
        QuantizationParameters weights = seed % 3 == 0
            ? QuantizationParameters.SymmetricFromAbsMax(random.Uniform(0.1f, 2))
            : QuantizationParameters.PerChannelSymmetric([.. Enumerable.Range(0, channels).Select(_ => random.Uniform(0.001f, 0.02f))], 0);
        return new QuantizedLinear(
            QuantizationParameters.PerTensor(random.Uniform(0.01f, 0.1f), random.NextInt32(256) - 128),
            weights,
            QuantizationParameters.PerTensor(random.Uniform(0.02f, 0.5f), random.NextInt32(256) - 128),
            activation,
            channels);
    }

    private static sbyte[] Codes(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)(random.NextInt32(255) - 127))];

    private static int[] Biases(RandomStream random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(40000) - 20000)];
}
