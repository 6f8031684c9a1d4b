using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Reads whole files within the bound that every format shares, and names the file in what goes wrong.</summary>
internal static class FormatFile
{
    /// <summary>The largest file: what one array of bytes holds.</summary>
    public const int MaximumBytes = 0x7FFF_FFC7;

    /// <summary>Reads a file and parses it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parse">Makes something of its bytes.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is too large, or cannot be parsed.</exception>
    public static T Read<T>(string path, Func<byte[], T> parse)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaximumBytes)
            {
                throw new ModelFormatException($"It has {stream.Length} bytes; at most {MaximumBytes} are read.");
            }

            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return parse(bytes);
        }
        catch (ModelFormatException fault)
        {
            throw new ModelFormatException($"{path} cannot be read. {fault.Message}", fault);
        }
    }
}
