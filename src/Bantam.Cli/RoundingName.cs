using System.CommandLine;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>The rounding profiles as they are named on the command line.</summary>
internal static class RoundingName
{
    /// <summary>The option <c>--profile</c>.</summary>
    public static Option<string> Option()
    {
        Option<string> option = new("--profile")
        {
            Description = "How integers are rounded: as TensorFlow Lite Micro does, once (single), or half to even (onnx).",
            DefaultValueFactory = _ => "tflm",
        };
        option.AcceptOnlyFromAmong("tflm", "single", "onnx");
        return option;
    }

    /// <summary>The profile of a name.</summary>
    public static RoundingProfile Parse(string name) => name switch
    {
        "single" => RoundingProfile.Single,
        "onnx" => RoundingProfile.OnnxHalfToEven,
        _ => RoundingProfile.Tflm,
    };
}
