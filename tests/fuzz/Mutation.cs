using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Bantam.Model;

namespace Bantam.Fuzz;

/// <summary>Damages files as bad disks and bad people do. The same random numbers give the same damage.</summary>
internal sealed class Mutation(RandomStream random, IReadOnlyList<string> words)
{
    private const int LongestInput = 1 << 18;

    private static readonly long[] s_extremes =
        [0, 1, -1, 2, 7, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue];

    private readonly byte[][] _words = [.. words.Select(Encoding.Latin1.GetBytes)];

    /// <summary>Applies one to four changes.</summary>
    public byte[] Apply(byte[] file, IReadOnlyList<byte[]> others)
    {
        int changes = 1 + random.NextInt32(4);
        for (int i = 0; i < changes; i++)
        {
            file = file.Length == 0 ? [.. others[random.NextInt32(others.Count)]] : Changed(file, others[random.NextInt32(others.Count)]);
        }

        return file.Length <= LongestInput ? file : file[..LongestInput];
    }

    private byte[] Changed(byte[] file, byte[] other) => random.NextInt32(12) switch
    {
        0 => Edited(file, bytes => bytes[Position(bytes)] ^= (byte)(1 << random.NextInt32(8))),
        1 => Edited(file, bytes => bytes[Position(bytes)] = (byte)random.NextInt32(256)),
        2 => file[..random.NextInt32(file.Length)],
        3 => [.. file[..Position(file)], .. other[random.NextInt32(Math.Max(other.Length, 1))..]],
        4 => Without(file),
        5 => Repeated(file),
        6 or 7 => Edited(file, WriteExtreme),
        8 => Edited(file, Nudge),
        9 => WithWord(file, isInserted: true),
        10 => WithWord(file, isInserted: false),
        _ => WithNumber(file),
    };

    private int Position(byte[] file) => random.NextInt32(file.Length);

    private static byte[] Edited(byte[] file, Action<byte[]> edit)
    {
        byte[] copy = [.. file];
        edit(copy);
        return copy;
    }

    private byte[] Without(byte[] file)
    {
        int start = Position(file);
        int length = 1 + random.NextInt32(Math.Min(64, file.Length - start));
        return [.. file[..start], .. file[(start + length)..]];
    }

    private byte[] Repeated(byte[] file)
    {
        int start = Position(file);
        int length = 1 + random.NextInt32(Math.Min(256, file.Length - start));
        return [.. file[..(start + length)], .. file[start..]];
    }

    /// <summary>Writes a number at which sizes overflow where a length may stand.</summary>
    private void WriteExtreme(byte[] file)
    {
        long value = random.NextInt32(4) == 0 ? file.Length + random.NextInt32(3) - 1 : s_extremes[random.NextInt32(s_extremes.Length)];
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        bytes = bytes[..(1 << random.NextInt32(4))];
        if (random.NextInt32(4) == 0)
        {
            bytes.Reverse();
        }

        int start = Position(file);
        bytes[..Math.Min(bytes.Length, file.Length - start)].CopyTo(file.AsSpan(start));
    }

    /// <summary>Changes an integer of 32 bits a little: a length that is almost right.</summary>
    private void Nudge(byte[] file)
    {
        int start = Position(file) & ~3;
        if (start + 4 <= file.Length)
        {
            Span<byte> number = file.AsSpan(start, 4);
            BinaryPrimitives.WriteInt32LittleEndian(number, unchecked(BinaryPrimitives.ReadInt32LittleEndian(number) + random.NextInt32(33) - 16));
        }
    }

    private byte[] WithWord(byte[] file, bool isInserted)
    {
        if (_words.Length == 0)
        {
            return file;
        }

        byte[] word = _words[random.NextInt32(_words.Length)];
        int start = Position(file);
        return [.. file[..start], .. word, .. file[Math.Min(file.Length, isInserted ? start : start + word.Length)..]];
    }

    /// <summary>Replaces a number in text by another.</summary>
    private byte[] WithNumber(byte[] file)
    {
        int start = Array.FindIndex(file, Position(file), letter => char.IsAsciiDigit((char)letter));
        if (start < 0)
        {
            return file;
        }

        int end = Array.FindIndex(file, start, letter => !char.IsAsciiDigit((char)letter));
        byte[] number = Encoding.ASCII.GetBytes(s_extremes[random.NextInt32(s_extremes.Length)].ToString(CultureInfo.InvariantCulture));
        return [.. file[..start], .. number, .. end < 0 ? [] : file[end..]];
    }
}
