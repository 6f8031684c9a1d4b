using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>A whole depthwise-separable keyword network, layer after layer, against the recorded output.</summary>
public sealed class QuantizedNetworkCaseTests
{
    [Fact]
    public void A_keyword_network_of_eleven_layers_gives_the_recorded_bytes()
    {
        QuantizedKernelCase test = QuantizedKernelCase.Load("network_s8").Single();
        sbyte[] x = test.Codes("input");
        for (int layer = 1; layer <= 9; layer++)
        {
            x = Convolve(test, layer, x);
        }

        x = Pool(test, "AVERAGE_POOL_2D_10", x);
        x = Dense(test, "FULLY_CONNECTED_12", x);
        sbyte[] probabilities = new sbyte[x.Length];
        SoftmaxInt8.Run(new SoftmaxInt8Arguments
        {
            Columns = test["SOFTMAX_13_ROW_SIZE"],
            Parameters = SoftmaxInt8Parameters.FromMultiplier(new FixedPointMultiplier(test["SOFTMAX_13_MULT"], test["SOFTMAX_13_SHIFT"])),
            Input = x,
            Output = probabilities,
        });
        Assert.Equal(test.Codes("output_ref"), probabilities);
    }

    private static sbyte[] Convolve(QuantizedKernelCase test, int layer, sbyte[] x)
    {
        bool depthwise = layer % 2 == 0;
        string op = depthwise ? $"DEPTHWISE_CONV_2D_{layer}" : $"CONV_2D_{layer}";
        string name = $"layer_{layer}_{(depthwise ? "depthwise_" : "")}conv_2d";
        WindowGeometry g = Geometry(test, op);
        sbyte[] y = new sbyte[g.OutputElements];
        FixedPointMultiplier[] multipliers = [.. test.Ints(name + "_output_mult").Zip(test.Ints(name + "_output_shift"), (m, shift) => new FixedPointMultiplier(m, shift))];
        ConvolutionArguments<sbyte, int> arguments = new()
        {
            Geometry = g,
            Parameters = new LinearInt8Parameters(test[op + "_INPUT_OFFSET"], [.. multipliers], Output(test, op)),
            Input = x,
            Weights = test.Codes(name + "_weights"),
            Bias = test.Ints(name + "_bias"),
            Output = y,
        };
        if (depthwise)
        {
            DepthwiseConv2dInt8.Run(in arguments);
        }
        else
        {
            Conv2dInt8.Run(in arguments);
        }

        return y;
    }

    private static sbyte[] Pool(QuantizedKernelCase test, string op, sbyte[] x)
    {
        WindowGeometry g = Geometry(test, op);
        sbyte[] y = new sbyte[g.OutputElements];
        PoolInt8.Average(new PoolArguments<sbyte>
        {
            Geometry = g,
            Range = new PoolInt8Range(sbyte.MinValue, sbyte.MaxValue),
            Input = x,
            Output = y,
        });
        return y;
    }

    private static sbyte[] Dense(QuantizedKernelCase test, string op, sbyte[] x)
    {
        sbyte[] y = new sbyte[12];
        FixedPointMultiplier multiplier = new(test[op + "_OUTPUT_MULTIPLIER"], test[op + "_OUTPUT_SHIFT"]);
        DenseInt8.Run(new DenseArguments<sbyte, int>
        {
            Inputs = x.Length,
            Outputs = y.Length,
            Parameters = new LinearInt8Parameters(test[op + "_INPUT_OFFSET"], [.. Enumerable.Repeat(multiplier, y.Length)], Output(test, op)),
            Input = x,
            Weights = test.Codes("layer_12_fully_connected_weights"),
            Bias = test.Ints("layer_12_fully_connected_bias"),
            Output = y,
        });
        return y;
    }

    private static Int8Output Output(QuantizedKernelCase test, string op) =>
        new(test[op + "_OUTPUT_OFFSET"], test[op + "_OUT_ACTIVATION_MIN"], test[op + "_OUT_ACTIVATION_MAX"], RoundingProfile.Tflm);

    private static WindowGeometry Geometry(QuantizedKernelCase test, string op) => new()
    {
        Batch = 1,
        InputHeight = test[op + "_INPUT_H"],
        InputWidth = test[op + "_INPUT_W"],
        InputChannels = test[op + "_IN_CH"],
        OutputHeight = test[op + "_OUTPUT_H"],
        OutputWidth = test[op + "_OUTPUT_W"],
        OutputChannels = test[op + "_OUT_CH"],
        KernelHeight = test[op + "_FILTER_Y"],
        KernelWidth = test[op + "_FILTER_X"],
        StrideHeight = test[op + "_STRIDE_Y"],
        StrideWidth = test[op + "_STRIDE_X"],
        PadTop = test[op + "_PAD_Y"],
        PadLeft = test[op + "_PAD_X"],
    };
}
