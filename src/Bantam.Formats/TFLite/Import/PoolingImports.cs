using Bantam.Model;

namespace Bantam.Formats;

/// <summary>AVERAGE_POOL_2D and MAX_POOL_2D. Input: an activation NHWC.</summary>
internal static class PoolingImports
{
    public static void AveragePool2d(OperatorImport op)
    {
        TflitePoolOptions options = op.Options<TflitePoolOptions>();
        AveragePool pool = new() { Kernel = options.Kernel, Stride = options.Stride, Padding = ConvolutionImports.PaddingOf(options.Padding) };
        op.ReturnActivated(pool, Needed(options.Activation, op), op.Input(0));
    }

    public static void MaxPool2d(OperatorImport op)
    {
        TflitePoolOptions options = op.Options<TflitePoolOptions>();
        MaxPool pool = new() { Kernel = options.Kernel, Stride = options.Stride, Padding = ConvolutionImports.PaddingOf(options.Padding) };
        op.ReturnActivated(pool, Needed(options.Activation, op), op.Input(0));
    }

    /// <summary>Codes that start at 0 are non-negative already, so that ReLU changes nothing.</summary>
    private static TfliteActivation Needed(TfliteActivation activation, OperatorImport op) =>
        activation == TfliteActivation.Relu && op.IsQuantized && op.Output.Quantization?.ZeroPoints[0] == op.Output.Type.Codes()?.Min
            ? TfliteActivation.None
            : activation;
}
