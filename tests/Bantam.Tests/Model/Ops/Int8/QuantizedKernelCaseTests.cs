using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>The int8 kernels against outputs that TensorFlow Lite computed, byte for byte.</summary>
/// <remarks>Dilation and groups are written as weights of 0, which add exactly nothing to an integer sum.</remarks>
public sealed class QuantizedKernelCaseTests
{
    [Fact]
    public void Convolutions_of_8_and_4_bit_weights_give_the_recorded_bytes()
    {
        List<QuantizedKernelCase> cases = QuantizedKernelCase.Load("conv_s8", "conv_s4");
        Assert.Equal(35, cases.Count);
        foreach (QuantizedKernelCase test in cases)
        {
            WindowGeometry g = test.Geometry();
            sbyte[] output = new sbyte[g.Batch * g.OutputElements];
            Conv2dInt8.Run(new ConvolutionArguments<sbyte, int>
            {
                Geometry = g,
                Parameters = test.Parameters(g.OutputChannels),
                Input = test.Codes("input", "input_tensor"),
                Weights = DenseWeights(test, in g),
                Bias = test.Ints("biases", "bias", "input_bias"),
                Output = output,
            });
            AssertBytes(test, output);
        }
    }

    [Fact]
    public void Depthwise_convolutions_of_8_and_4_bit_weights_give_the_recorded_bytes()
    {
        List<QuantizedKernelCase> cases = QuantizedKernelCase.Load("depthwise_conv_s8", "depthwise_conv_s4");
        Assert.Equal(13, cases.Count);
        foreach (QuantizedKernelCase test in cases)
        {
            WindowGeometry g = test.Geometry();
            sbyte[] output = new sbyte[g.Batch * g.OutputElements];
            DepthwiseConv2dInt8.Run(new ConvolutionArguments<sbyte, int>
            {
                Geometry = g,
                Parameters = test.Parameters(g.OutputChannels),
                Input = test.Codes("input", "input_tensor"),
                Weights = DepthwiseWeights(test, in g),
                Bias = test.Ints("biases", "bias", "input_bias"),
                Output = output,
            });
            AssertBytes(test, output);
        }
    }

    [Fact]
    public void Dense_layers_of_8_and_4_bit_weights_give_the_recorded_bytes()
    {
        List<QuantizedKernelCase> cases = QuantizedKernelCase.Load("fully_connected_s8", "fully_connected_s4");
        Assert.Equal(8, cases.Count);
        foreach (QuantizedKernelCase test in cases)
        {
            int inputs = test["ACCUMULATION_DEPTH"];
            int outputs = test["OUT_CH"];
            sbyte[] output = new sbyte[test["INPUT_BATCHES"] * outputs];
            DenseInt8.Run(new DenseArguments<sbyte, int>
            {
                Inputs = inputs,
                Outputs = outputs,
                Parameters = test.Parameters(outputs),
                Input = test.Codes("input", "input_tensor"),
                Weights = test.Weights(inputs * outputs),
                Bias = test.Ints("biases", "bias", "input_bias"),
                Output = output,
            });
            AssertBytes(test, output);
        }
    }

    [Theory]
    [InlineData("avgpool_s8", 4)]
    [InlineData("maxpool_s8", 5)]
    public void Pooling_gives_the_recorded_bytes(string kind, int count)
    {
        List<QuantizedKernelCase> cases = QuantizedKernelCase.Load(kind);
        Assert.Equal(count, cases.Count);
        foreach (QuantizedKernelCase test in cases)
        {
            WindowGeometry g = test.Geometry() with { InputChannels = test["INPUT_C"] };
            sbyte[] output = new sbyte[g.Batch * g.OutputElements];
            PoolArguments<sbyte> arguments = new()
            {
                Geometry = g,
                Range = new PoolInt8Range(test["ACTIVATION_MIN"], test["ACTIVATION_MAX"]),
                Input = test.Codes("input_tensor"),
                Output = output,
            };
            if (kind == "maxpool_s8")
            {
                PoolInt8.Max(in arguments);
            }
            else
            {
                PoolInt8.Average(in arguments);
            }

            AssertBytes(test, output);
        }
    }

    [Fact]
    public void Addition_gives_the_recorded_bytes()
    {
        QuantizedKernelCase test = QuantizedKernelCase.Load("add_mul").Single(test => test.Name == "add");
        Assert.Equal(AddInt8Parameters.LeftShift, test["LEFT_SHIFT"]);
        sbyte[] output = new sbyte[test["DST_SIZE"]];
        AddInt8.Run(new BinaryArguments<sbyte, AddInt8Parameters>
        {
            Parameters = new AddInt8Parameters(
                test["INPUT1_OFFSET"],
                test["INPUT2_OFFSET"],
                new FixedPointMultiplier(test["INPUT1_MULT"], test["INPUT1_SHIFT"]),
                new FixedPointMultiplier(test["INPUT2_MULT"], test["INPUT2_SHIFT"]),
                new FixedPointMultiplier(test["OUTPUT_MULT"], test["OUTPUT_SHIFT"]),
                test.Output),
            Left = test.Codes("input1"),
            Right = test.Codes("input2"),
            Output = output,
        });
        AssertBytes(test, output);
    }

    [Fact]
    public void Softmax_gives_the_recorded_bytes()
    {
        QuantizedKernelCase test = QuantizedKernelCase.Load("softmax").Single(test => test.Name == "softmax");
        FixedPointMultiplier multiplier = new(test["INPUT_MULT"], test["INPUT_LEFT_SHIFT"]);
        sbyte[] output = new sbyte[test["DST_SIZE"]];
        SoftmaxInt8.Run(new SoftmaxInt8Arguments
        {
            Columns = test["ROW_SIZE"],
            Parameters = SoftmaxInt8Parameters.FromMultiplier(multiplier),
            Input = test.Codes("input"),
            Output = output,
        });
        AssertBytes(test, output);
    }

    private static void AssertBytes(QuantizedKernelCase test, sbyte[] output)
    {
        sbyte[] expected = test.Codes("output_ref").Length > 0 ? test.Codes("output_ref") : test.Codes("output");
        Assert.True(expected.AsSpan().SequenceEqual(output), $"{test.Name}: expected {string.Join(' ', expected.Take(24))} but got {string.Join(' ', output.Take(24))}.");
    }

    /// <summary>OHWI weights without dilation and groups.</summary>
    private static sbyte[] DenseWeights(QuantizedKernelCase test, in WindowGeometry g)
    {
        int height = test["FILTER_Y"];
        int width = test["FILTER_X"];
        int depth = test.Has("FILTER_CH") ? test["FILTER_CH"] : g.InputChannels;
        int outputsPerGroup = g.OutputChannels / (g.InputChannels / depth);
        sbyte[] stored = test.Weights(g.OutputChannels * height * width * depth);
        sbyte[] dense = new sbyte[g.OutputChannels * g.PatchLength];
        for (int i = 0; i < stored.Length; i++)
        {
            int channel = i / (height * width * depth);
            int row = i / (width * depth) % height * test.DilationY;
            int column = i / depth % width * test.DilationX;
            int input = (channel / outputsPerGroup * depth) + (i % depth);
            dense[(((((channel * g.KernelHeight) + row) * g.KernelWidth) + column) * g.InputChannels) + input] = stored[i];
        }

        return dense;
    }

    /// <summary>1HWC weights without dilation.</summary>
    private static sbyte[] DepthwiseWeights(QuantizedKernelCase test, in WindowGeometry g)
    {
        int width = test["FILTER_X"];
        sbyte[] stored = test.Weights(test["FILTER_Y"] * width * g.OutputChannels);
        sbyte[] dense = new sbyte[g.KernelHeight * g.KernelWidth * g.OutputChannels];
        for (int i = 0; i < stored.Length; i++)
        {
            int tap = i / g.OutputChannels;
            int row = tap / width * test.DilationY;
            int column = tap % width * test.DilationX;
            dense[(((row * g.KernelWidth) + column) * g.OutputChannels) + (i % g.OutputChannels)] = stored[i];
        }

        return dense;
    }
}
