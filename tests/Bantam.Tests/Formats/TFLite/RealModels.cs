using Bantam.Formats;

namespace Bantam.Tests.Formats;

/// <summary>The published models of the data folder.</summary>
internal static class RealModels
{
    /// <summary>All of them, below <c>models/tflite</c>.</summary>
    public static readonly string[] Names =
    [
        "mlperf-tiny/ad01_fp32", "mlperf-tiny/ad01_int8", "mlperf-tiny/kws_ref_model", "mlperf-tiny/kws_ref_model_float32",
        "mlperf-tiny/pretrainedResnet", "mlperf-tiny/pretrainedResnet_quant", "mlperf-tiny/vww_96_float", "mlperf-tiny/vww_96_int8",
        "tflite-micro/hello_world_float", "tflite-micro/hello_world_int8", "tflite-micro/micro_speech_quantized", "tflite-micro/person_detect",
        "tflite-micro/keyword_scrambled", "tflite-micro/keyword_scrambled_8bit",
        "tflite-micro/audio_preprocessor_float", "tflite-micro/audio_preprocessor_int8",
    ];

    /// <summary>The bytes of one; skips the test where there is no data folder.</summary>
    public static byte[] Bytes(string name) => Data($"models/tflite/{name}.tflite");

    /// <summary>The bytes of a file of the data folder; skips the test where there is none.</summary>
    public static byte[] Data(string file)
    {
        string? folder = Environment.GetEnvironmentVariable("BANTAM_DATA");
        Assert.SkipUnless(folder is not null && Directory.Exists(Path.Combine(folder, "models", "tflite")), "BANTAM_DATA names no folder with models/tflite.");
        return File.ReadAllBytes(Path.Combine(folder, file));
    }

    /// <summary>What was imported under the name of a tensor: with its number where an earlier one took the name.</summary>
    public static T Named<T>(IReadOnlyDictionary<string, T> imported, TfliteModel model, int tensor)
    {
        string name = model.Tensors[tensor].Name.Split(';')[0];
        return imported.TryGetValue($"{name}.{tensor}", out T? numbered) ? numbered : imported[name];
    }

    /// <summary>The same, as signed codes.</summary>
    public static sbyte[] Codes(string file) => [.. Data(file).Select(code => (sbyte)code)];
}
