using System.Numerics;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Cases of kernels with weights.</summary>
internal static class WeightedKernelCases
{
    private static readonly string[] s_bias = ["biases", "bias", "input_bias"];

    private delegate void Kernel<TCode, TSum>(in ConvolutionArguments<TCode, TSum> arguments)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>;

    public static string? Convolution(KernelCase test)
    {
        WindowGeometry g = test.Geometry();
        return Of(test, g, g.OutputElements, g.OutputChannels * g.PatchLength, (Conv2dInt8.Run, Conv2dInt8.Run, Conv2dInt8.Run));
    }

    public static string? Depthwise(KernelCase test)
    {
        WindowGeometry g = test.Geometry();
        return Of(test, g, g.OutputElements, g.OutputChannels * g.KernelHeight * g.KernelWidth, (DepthwiseConv2dInt8.Run, DepthwiseConv2dInt8.Run, DepthwiseConv2dInt8.Run));
    }

    /// <summary>The kernel's geometry is that of the convolution that is transposed.</summary>
    public static string? Transposed(KernelCase test)
    {
        WindowGeometry own = test.Geometry() with { Groups = 1 };
        WindowGeometry g = own with
        {
            InputHeight = own.OutputHeight,
            InputWidth = own.OutputWidth,
            InputChannels = own.OutputChannels,
            OutputHeight = own.InputHeight,
            OutputWidth = own.InputWidth,
            OutputChannels = own.InputChannels,
        };
        return Of(test, g, g.InputElements, 0, (ConvTranspose2dInt8.Run, ConvTranspose2dInt8.Run, ConvTranspose2dInt8.Run));
    }

    public static string? Dense(KernelCase test) => test.Kind == "fully_connected_s16"
        ? test.IsWide(s_bias) ? Dense<short, long>(test) : Dense<short, int>(test)
        : Dense<sbyte, int>(test);

    private static string? Dense<TCode, TSum>(KernelCase test)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        int inputs = test["ACCUMULATION_DEPTH"];
        int outputs = test["OUT_CH"];
        TCode[] output = new TCode[test["INPUT_BATCHES"] * outputs];
        DenseInt8.Run(new DenseArguments<TCode, TSum>
        {
            Inputs = inputs,
            Outputs = outputs,
            Parameters = test.Parameters(outputs),
            Input = test.Array<TCode>("input", "input_tensor"),
            Weights = test.Weights(inputs * outputs),
            Bias = test.Array<TSum>(s_bias),
            Output = output,
        });
        return test.Difference<TCode>(output);
    }

    private static string? Of(KernelCase test, WindowGeometry g, int outputs, int weights, (Kernel<sbyte, int> Bytes, Kernel<short, int> Narrow, Kernel<short, long> Wide) kernels) =>
        !test.Kind.EndsWith("s16", StringComparison.Ordinal) ? Window(test, g, outputs, weights, kernels.Bytes)
        : test.IsWide(s_bias) ? Window(test, g, outputs, weights, kernels.Wide)
        : Window(test, g, outputs, weights, kernels.Narrow);

    private static string? Window<TCode, TSum>(KernelCase test, WindowGeometry g, int outputs, int weights, Kernel<TCode, TSum> kernel)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        TCode[] output = new TCode[g.Batch * outputs];
        kernel(new ConvolutionArguments<TCode, TSum>
        {
            Geometry = g,
            Parameters = test.Parameters(test["OUT_CH"]),
            Input = test.Array<TCode>("input", "input_tensor"),
            Weights = test.Weights(weights),
            Bias = test.Array<TSum>(s_bias),
            Output = output,
        });
        return test.Difference<TCode>(output);
    }
}
