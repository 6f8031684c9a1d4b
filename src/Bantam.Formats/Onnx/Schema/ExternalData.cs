using System.Globalization;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Tensors whose elements lie in a file beside the model. Only files in the model's own folder, or below it, are read.</summary>
internal static class ExternalData
{
    /// <summary>The bytes of a tensor.</summary>
    /// <param name="tensor">The tensor, whose entries name file, offset and length.</param>
    /// <param name="folder">The model's folder; null where the model was not read from a file.</param>
    /// <param name="bytes">How many bytes the elements take.</param>
    /// <exception cref="ModelFormatException">The path leaves the folder, or the file is too short.</exception>
    public static ReadOnlyMemory<byte> Read(OnnxTensor tensor, string? folder, long bytes)
    {
        string location = tensor.External.Find(entry => entry.Key == "location")?.Text ?? "";
        string path = PathWithin(folder, location)
            ?? throw new ModelFormatException($"Tensor '{tensor.Name}' lies in the file '{location}', which is not in the model's folder. External data must have a relative path without '..' and be no link to another place.");
        long offset = Number(tensor, "offset") ?? 0;
        long length = Number(tensor, "length") ?? bytes;
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new ModelFormatException($"Tensor '{tensor.Name}' lies in the file '{location}', which is missing. Put it beside the model.");
        }

        if (length != bytes || offset < 0 || offset > file.Length - bytes)
        {
            throw new ModelFormatException($"Tensor '{tensor.Name}' needs {bytes} bytes at {offset} of the file '{location}', but is said to have {length}, and the file has {file.Length}.");
        }

        byte[] data = new byte[bytes];
        using FileStream stream = file.OpenRead();
        stream.Seek(offset, SeekOrigin.Begin);
        stream.ReadExactly(data);
        return data;
    }

    private static string? PathWithin(string? folder, string location)
    {
        string[] parts = location.Split('/', '\\');
        if (folder is null || location.Length == 0 || location.Contains(':', StringComparison.Ordinal) || Path.IsPathRooted(location) || parts.Any(part => part is "" or "." or ".."))
        {
            return null;
        }

        string path = Path.GetFullPath(folder);
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (entry.LinkTarget is not null)
            {
                return null;
            }
        }

        return path;
    }

    private static long? Number(OnnxTensor tensor, string key)
    {
        if (tensor.External.Find(entry => entry.Key == key) is not { } found)
        {
            return null;
        }

        return long.TryParse(found.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new ModelFormatException($"Tensor '{tensor.Name}' has the {key} '{found.Text}' in its external data; it must be a whole number of 0 or more.");
    }
}
