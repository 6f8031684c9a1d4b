using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bantam.Model;

/// <summary>Tensors in NumPy's <c>.npy</c> layout, so that any tool can open the parameters of a model file.</summary>
/// <remarks>Version 1.0: magic, a header dictionary padded to 64 bytes, then the values, little-endian and row-major.</remarks>
internal static partial class NpyFormat
{
    private const int PreambleLength = 10;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>The bytes of a file that holds a tensor.</summary>
    public static byte[] Write(Tensor tensor)
    {
        string lengths = string.Join(", ", tensor.Shape.Lengths.ToArray().Select(length => length.ToString(CultureInfo.InvariantCulture)));
        string shape = tensor.Shape.Rank == 1 ? $"({lengths},)" : $"({lengths})";
        string dictionary = $"{{'descr': '{Descriptor(tensor.Element)}', 'fortran_order': False, 'shape': {shape}, }}";
        int headerLength = (PreambleLength + dictionary.Length + 1 + Alignment - 1) / Alignment * Alignment;
        string header = dictionary.PadRight(headerLength - PreambleLength - 1) + "\n";

        byte[] file = new byte[checked(headerLength + (int)tensor.Type.SizeBytes)];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header, file.AsSpan(PreambleLength));
        tensor.Contiguous().Bytes.CopyTo(file.AsSpan(headerLength));
        return file;
    }

    /// <summary>Reads a file that must hold a tensor of a known type.</summary>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="expected">The type that it must have.</param>
    /// <exception cref="ModelFormatException">It holds anything else.</exception>
    public static Tensor Read(string name, ReadOnlySpan<byte> file, TensorType expected)
    {
        if (file.Length < PreambleLength || !file.StartsWith(Magic))
        {
            throw new ModelFormatException($"{name} is not a NumPy array of version 1.0. Save the model again.");
        }

        int start = PreambleLength + BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        if (start > file.Length)
        {
            throw new ModelFormatException($"{name} ends within its header. The file is truncated; save the model again.");
        }

        string header = Encoding.ASCII.GetString(file[PreambleLength..start]);
        Match match = HeaderPattern().Match(header);
        string shape = string.Join(',', expected.Shape.Lengths.ToArray());
        if (!match.Success || match.Groups[1].Value != Descriptor(expected.Element) || match.Groups[2].Value.Replace(" ", string.Empty, StringComparison.Ordinal).TrimEnd(',') != shape)
        {
            throw new ModelFormatException($"{name} must hold little-endian {expected.Element} values of shape {expected.Shape} in row-major order, but its header is: {header.Trim()}");
        }

        ReadOnlySpan<byte> data = file[start..];
        if (data.Length != expected.SizeBytes)
        {
            throw new ModelFormatException($"{name} must hold {expected.SizeBytes} bytes of values for shape {expected.Shape}, but holds {data.Length}. The file is damaged; save the model again.");
        }

        Tensor tensor = Tensor.Zeros(expected);
        data.CopyTo(tensor.WritableBytes);
        if (tensor.FirstNotFinite() is { } value)
        {
            throw new ModelFormatException($"{name} holds a value that is not finite ({value}). The training that wrote it had diverged; lower the learning rate and train again.");
        }

        return tensor;
    }

    private static string Descriptor(ElementType element) => element switch
    {
        ElementType.Float32 => "<f4",
        ElementType.Float64 => "<f8",
        ElementType.Int8 => "|i1",
        ElementType.Int16 => "<i2",
        ElementType.Int32 => "<i4",
        _ => "<i8",
    };

    [GeneratedRegex(@"^\{\s*'descr':\s*'([<|][fi][1248])',\s*'fortran_order':\s*False,\s*'shape':\s*\(([0-9, ]*)\),?\s*\}\s*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeaderPattern();
}
