using Bantam.Costs;
using Bantam.Formats;
using Bantam.Keras;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>Networks and devices as they are named on the command line: by a name that is known, or as a file.</summary>
internal static class NamedInput
{
    /// <summary>What the help says of an argument that is a network.</summary>
    public const string FileDescription = "A network: a file (.bantam, .tflite, .onnx, .h5), or a name such as resnet8.";

    private const string KerasEnding = ".h5";

    private static readonly string[] s_endings = [.. ModelFiles.Endings, KerasEnding];

    /// <summary>Opens a network of the zoo or a model file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The file's ending is not that of a model.</exception>
    /// <exception cref="UnknownNameException">It is neither a file nor the name of a network.</exception>
    public static Graph Network(string name) =>
        Networks.Names.Contains(name) ? Networks.Create(name)
        : File.Exists(name) ? NetworkFile(name)
        : LooksLikeFile(name) ? throw new FileNotFoundException($"There is no file '{name}'. A network of the zoo goes by its name, for example resnet8.", name)
        : throw new UnknownNameException("network", name, Networks.Names);

    /// <summary>Opens a model file that is there.</summary>
    /// <exception cref="ArgumentException">Its ending is not that of a model.</exception>
    public static Graph NetworkFile(string path) =>
        HasEnding(path, KerasEnding) ? KerasFile.Load(path)
        : Array.Exists(s_endings, ending => HasEnding(path, ending)) ? ModelFiles.Load(path)
        : throw new ArgumentException($"'{path}' is no network: its name ends in {(Path.GetExtension(path) is { Length: > 0 } other ? $"'{other}'" : "nothing that tells")}. Networks are files that end in {string.Join(", ", s_endings)}; rename it if it is one.");

    /// <summary>Whether a network carries the way from data to its input with it; foreign files have no word for that.</summary>
    public static bool SaysPreprocessing(string name) => !File.Exists(name) || HasEnding(name, ".bantam");

    /// <summary>Finds a built-in device, or reads one from a JSON file.</summary>
    public static Device Device(string name) => name.EndsWith(".json", StringComparison.Ordinal) ? DeviceFile.Read(name) : Devices.Named(name);

    private static bool LooksLikeFile(string name) =>
        name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || Array.Exists(s_endings, ending => HasEnding(name, ending));

    private static bool HasEnding(string name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
