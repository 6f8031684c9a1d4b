using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Runs the published bit-exact cases of integer kernels: convolutions, pooling, element-wise ops, moves, recurrences, a network.</summary>
public static class KernelConformance
{
    /// <summary>Runs all cases of a folder.</summary>
    /// <param name="folder">The folder with one JSON file per case.</param>
    /// <returns>The outcomes in the order of the file names; a file that is no case fails.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static ConformanceReport Run(string folder)
    {
        string[] files = [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)];
        return new ConformanceReport([.. files.Select(file => ConformanceCase.Of(Path.GetFileNameWithoutExtension(file), () => Run(KernelCase.Read(file))))]);
    }

    /// <summary>Runs a case; gives what differs, or null.</summary>
    internal static string? Run(KernelCase test) => test.Kind switch
    {
        "conv_s8" or "conv_s4" or "conv_s16" => WeightedKernelCases.Convolution(test),
        "depthwise_conv_s8" or "depthwise_conv_s4" or "depthwise_conv_s16" => WeightedKernelCases.Depthwise(test),
        "transpose_conv_s8" => WeightedKernelCases.Transposed(test),
        "fully_connected_s8" or "fully_connected_s4" or "fully_connected_s16" => WeightedKernelCases.Dense(test),
        "batch_matmul_s8" => PlainKernelCases.Product<sbyte, int>(test),
        "batch_matmul_s16" => PlainKernelCases.Product<short, long>(test),
        "avgpool_s8" or "maxpool_s8" => PlainKernelCases.Pool<sbyte>(test),
        "avgpool_s16" or "maxpool_s16" => PlainKernelCases.Pool<short>(test),
        "add_mul" => PlainKernelCases.AddOrMultiply(test),
        "min_max" => PlainKernelCases.Extreme(test),
        "softmax" => PlainKernelCases.Softmax(test),
        "pad" => PlainKernelCases.Pad(test),
        "transpose_s8" => PlainKernelCases.Transpose(test),
        "lstm_s8" => RecurrentKernelCases.Lstm<sbyte, int>(test),
        "lstm_s16" => RecurrentKernelCases.Lstm<short, long>(test),
        "svdf_s8" => RecurrentKernelCases.Svdf(test),
        "network_s8" => NetworkKernelCase.Run(test),
        _ => throw new UnsupportedException($"There is no kernel of kind '{test.Kind}'."),
    };
}
