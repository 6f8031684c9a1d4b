using Bantam.Model;

namespace Bantam.Formats;

/// <summary>The case of a whole keyword network: convolutions and depthwise convolutions in turn, then pooling, a dense layer and softmax.</summary>
internal static class NetworkKernelCase
{
    private const int Convolutions = 9;

    public static string? Run(KernelCase test)
    {
        sbyte[] x = test.Array<sbyte>("input");
        for (int layer = 1; layer <= Convolutions; layer++)
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
        return test.Difference<sbyte>(probabilities);
    }

    private static sbyte[] Convolve(KernelCase test, int layer, sbyte[] x)
    {
        bool isDepthwise = layer % 2 == 0;
        string op = isDepthwise ? $"DEPTHWISE_CONV_2D_{layer}" : $"CONV_2D_{layer}";
        string name = $"layer_{layer}_{(isDepthwise ? "depthwise_" : "")}conv_2d";
        WindowGeometry g = Geometry(test, op);
        sbyte[] y = new sbyte[g.OutputElements];
        FixedPointMultiplier[] multipliers = [.. test.Array<int>(name + "_output_mult").Zip(test.Array<int>(name + "_output_shift"), (m, shift) => new FixedPointMultiplier(m, shift))];
        ConvolutionArguments<sbyte, int> arguments = new()
        {
            Geometry = g,
            Parameters = new LinearInt8Parameters(test[op + "_INPUT_OFFSET"], [.. multipliers], Output(test, op)),
            Input = x,
            Weights = test.Array<sbyte>(name + "_weights"),
            Bias = test.Array<int>(name + "_bias"),
            Output = y,
        };
        if (isDepthwise)
        {
            DepthwiseConv2dInt8.Run(in arguments);
        }
        else
        {
            Conv2dInt8.Run(in arguments);
        }

        return y;
    }

    private static sbyte[] Pool(KernelCase test, string op, sbyte[] x)
    {
        WindowGeometry g = Geometry(test, op);
        sbyte[] y = new sbyte[g.OutputElements];
        PoolInt8.Average(new PoolArguments<sbyte> { Geometry = g, Range = new PoolInt8Range(sbyte.MinValue, sbyte.MaxValue), Input = x, Output = y });
        return y;
    }

    private static sbyte[] Dense(KernelCase test, string op, sbyte[] x)
    {
        int outputs = test["SOFTMAX_13_ROW_SIZE"];
        sbyte[] y = new sbyte[outputs];
        FixedPointMultiplier multiplier = new(test[op + "_OUTPUT_MULTIPLIER"], test[op + "_OUTPUT_SHIFT"]);
        DenseInt8.Run(new DenseArguments<sbyte, int>
        {
            Inputs = x.Length,
            Outputs = outputs,
            Parameters = new LinearInt8Parameters(test[op + "_INPUT_OFFSET"], [.. Enumerable.Repeat(multiplier, outputs)], Output(test, op)),
            Input = x,
            Weights = test.Array<sbyte>("layer_12_fully_connected_weights"),
            Bias = test.Array<int>("layer_12_fully_connected_bias"),
            Output = y,
        });
        return y;
    }

    private static Int8Output Output(KernelCase test, string op) =>
        new(test[op + "_OUTPUT_OFFSET"], test[op + "_OUT_ACTIVATION_MIN"], test[op + "_OUT_ACTIVATION_MAX"], RoundingProfile.Tflm);

    private static WindowGeometry Geometry(KernelCase test, string op) => new()
    {
        Batch = 1,
        InputHeight = test[op + "_INPUT_H"],
        InputWidth = test[op + "_INPUT_W"],
        InputChannels = test[op + "_IN_CH"],
        OutputHeight = test[op + "_OUTPUT_H"],
        OutputWidth = test[op + "_OUTPUT_W"],
        OutputChannels = test[op + "_OUT_CH"],
        KernelHeight = test[op + "_FILTER_H"],
        KernelWidth = test[op + "_FILTER_W"],
        StrideHeight = test[op + "_STRIDE_H"],
        StrideWidth = test[op + "_STRIDE_W"],
        PadTop = test[op + "_PAD_H"],
        PadLeft = test[op + "_PAD_W"],
    };
}
