using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Tensors by name, in the format that the file's ending tells: <c>.npz</c>, <c>.safetensors</c>, and <c>.npy</c> for a single one.</summary>
public static class TensorFiles
{
    /// <summary>The endings that are read and written.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".npy", ".npz", ".safetensors"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; the tensor of an <c>.npy</c> file is named as the file is.</param>
    /// <returns>The tensors.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or holds what tensors cannot.</exception>
    /// <exception cref="ArgumentException">The ending is none of these.</exception>
    public static IReadOnlyList<NamedTensor> Load(string path) => EndingOf(path) switch
    {
        ".npy" => [new NamedTensor(Path.GetFileNameWithoutExtension(path), NpyFile.Load(path))],
        ".npz" => NpzFile.Load(path),
        _ => SafetensorsFile.Load(path),
    };

    /// <summary>Writes a file. An existing one is replaced only when the new one is complete on the disk.</summary>
    /// <param name="tensors">The tensors, with names that are no two the same; exactly one for an <c>.npy</c> file.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    /// <exception cref="ArgumentException">The ending is none of these, or the tensors do not fit the format.</exception>
    public static void Save(IReadOnlyList<NamedTensor> tensors, string path)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        switch (EndingOf(path))
        {
            case ".npy" when tensors is [NamedTensor only]:
                NpyFile.Save(only.Value, path);
                break;
            case ".npy":
                throw new ArgumentException($"An .npy file holds one tensor, but there are {tensors.Count}. Save them as .npz.", nameof(tensors));
            case ".npz":
                NpzFile.Save(tensors, path);
                break;
            default:
                SafetensorsFile.Save(tensors, path);
                break;
        }
    }

    private static string EndingOf(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Endings.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"'{path}' does not say what it holds: files of tensors end in {string.Join(", ", Endings)}.", nameof(path));
    }
}
