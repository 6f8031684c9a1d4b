using System.Text;
using Bantam.Formats;
using Bantam.Keras;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Fuzz;

/// <summary>All parsers of files from outside.</summary>
public static class FuzzTargets
{
    // Deflate unpacks to at most 1032 times its length, and a growing buffer holds a value three times while it grows.
    private const long Deflated = 4 * 1032;

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new()
        {
            Name = "npy",
            Parse = bytes => NpyFile.Read(bytes),
            Seeds = SeedFiles.Npy,
            AllocationPerByte = 16,
            Words = ["'descr'", "'fortran_order'", "'shape'", "True", "False", "'<f4'", "'>f4'", "'|O'", "'<U3'", "(2147483648,)", "(-1,)", "(65536, 65536)", "[('a', '<f4')]", "\u0001\u0000", "\u0002\u0000"],
        },
        new()
        {
            Name = "npz",
            Parse = bytes => NpzFile.Read(bytes),
            Seeds = SeedFiles.Npz,
            AllocationPerByte = 400,
            AllocationAllowance = 8 << 20,
            IsZip = true,
            Words = ["PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", ".npy", "(2147483648,)", "(65536, 65536)", "True", "'|O'"],
        },
        new()
        {
            Name = "safetensors",
            Parse = bytes => SafetensorsFile.Read(bytes),
            Seeds = SeedFiles.Safetensors,
            AllocationPerByte = 16,
            Words = ["\"dtype\":", "\"F32\"", "\"BF16\"", "\"U64\"", "\"shape\":", "\"data_offsets\":", "[0,0]", "[4,0]", "9223372036854775807", "-1", "__metadata__", "{}", "null", "{\"a\":{}}"],
        },
        new()
        {
            Name = "h5",
            Parse = bytes => KerasFile.Read(bytes),
            Seeds = SeedFiles.Keras,
            AllocationPerByte = 1000,

            // The HDF5 reader is not ours: for an attribute that states its own size it takes one array of any length, and gives it back.
            AllocationAllowance = 2L * int.MaxValue,
            Words = ["\"class_name\"", "\"config\"", "\"Dense\"", "\"Conv2D\"", "null", "\"units\":", "2147483647", "-1", "\"inbound_nodes\":[]", "SNOD", "TREE", "HEAP", "OHDR", "FRHP", "GCOL"],
        },
        new()
        {
            Name = "tflite",
            Parse = bytes => TfliteFile.Read(bytes),
            Seeds = SeedFiles.Tflite,
            AllocationPerByte = 16,
            DataPatterns = ["*.tflite"],
            Words = ["TFL3", "\u0000\u0000\u0000\u0080", "\u00FF\u00FF\u00FF\u007F", "\u0004\u0000\u0000\u0000"],
        },
        new()
        {
            Name = "onnx",
            Parse = bytes => OnnxFile.Read(bytes),
            Seeds = SeedFiles.Onnx,
            AllocationPerByte = 400,
            AllocationAllowance = 64 << 20,
            DataPatterns = ["*.onnx"],
            Words = ["\u0008\u0001", "Reshape", "Constant", "Concat", "auto_pad", "SAME_UPPER", "\u00FF\u00FF\u00FF\u00FF\u000F", "ai.onnx", "axes"],
        },
        new()
        {
            Name = "bantam",
            Parse = ReadModel,
            Seeds = SeedFiles.Bantam,
            AllocationPerByte = Deflated,
            AllocationAllowance = 8 << 20,
            IsZip = true,
            Words = ["\"op\":", "\"dense\"", "\"shape\":", "[2147483647,2147483647]", "-1", "null", "\"inputs\":", "1e999", "\"kernel\":", "0"],
        },
        new()
        {
            Name = "idx",
            Parse = bytes => IdxReader.Parse(bytes, "input"),
            Seeds = SeedFiles.Idx,
            AllocationPerByte = Deflated,
            DataPatterns = ["mnist/t10k-labels*", "speech-commands/*labels*"],
            Words = ["\u0000\u0000\u0008\u0003", "\u0000\u0000\u0009\u0001", "\u007F", "\u001F\u008B"],
        },
        new()
        {
            Name = "csv",
            Parse = bytes => CsvReader.Parse(Encoding.UTF8.GetString(bytes), "input"),
            Seeds = SeedFiles.Csv,
            AllocationPerByte = 64,
            DataPatterns = ["tabular/iris.arff"],
            Words = [",", "\"", "\"\"", "\r\n", "\n", "NaN", "1e999", "-", ";"],
        },
    ];

    private static void ReadModel(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        _ = ModelFile.Read(stream);
    }
}
