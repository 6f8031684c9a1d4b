using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>Networks and devices as they are named on the command line: by a name that is known, or as a file.</summary>
internal static class NamedInput
{
    /// <summary>Opens a network of the zoo or a model file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnknownNameException">It is neither a file nor the name of a network.</exception>
    public static Graph Network(string name) =>
        Networks.Names.Contains(name) ? Networks.Create(name)
        : File.Exists(name) ? ModelFile.Load(name)
        : LooksLikeFile(name) ? throw new FileNotFoundException($"There is no file '{name}'. A network of the zoo goes by its name, for example resnet8.", name)
        : throw new UnknownNameException("network", name, Networks.Names);

    /// <summary>Finds a built-in device, or reads one from a JSON file.</summary>
    public static Device Device(string name) => name.EndsWith(".json", StringComparison.Ordinal) ? DeviceFile.Read(name) : Devices.Named(name);

    private static bool LooksLikeFile(string name) =>
        name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || name.EndsWith(".bantam", StringComparison.OrdinalIgnoreCase);
}
