using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Networks in the format that the file's ending tells.</summary>
/// <remarks>Networks that Keras saved (<c>.h5</c>) are read by <c>Bantam.Keras</c>, whose reader needs a just-in-time compiler.</remarks>
public static class ModelFiles
{
    /// <summary>The endings of the files that can be loaded.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".bantam", ".tflite", ".onnx"];

    /// <summary>Loads a network.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The network with its values.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    /// <exception cref="UnsupportedException">The file holds an op or a version that is not supported; the message names it and says what to do.</exception>
    /// <exception cref="ArgumentException">The ending is none of <see cref="Endings"/>.</exception>
    public static Graph Load(string path) => EndingOf(path) switch
    {
        ".tflite" => TfliteFile.Load(path),
        ".onnx" => OnnxFile.Load(path),
        _ => ModelFile.Load(path),
    };

    /// <summary>Saves a network. An existing file is replaced only when the new one is complete on the disk.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="path">The file.</param>
    /// <param name="onnx">How to write ONNX; as <see cref="OnnxExportOptions"/> says where omitted. Other formats ignore it.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    /// <exception cref="UnsupportedException">The format cannot express the network; the message names the op.</exception>
    /// <exception cref="ArgumentException">The ending is none of <see cref="Endings"/>.</exception>
    public static void Save(Graph graph, string path, OnnxExportOptions? onnx = null)
    {
        switch (EndingOf(path))
        {
            case ".tflite":
                TfliteFile.Save(graph, path);
                break;
            case ".onnx":
                OnnxFile.Save(graph, path, onnx);
                break;
            default:
                ModelFile.Save(graph, path);
                break;
        }
    }

    private static string EndingOf(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Endings.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"'{path}' is no file of a network that can be read or written here; such files end in {string.Join(", ", Endings)}.");
    }
}
