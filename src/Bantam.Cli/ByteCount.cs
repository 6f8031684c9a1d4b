using System.Globalization;

namespace Bantam.Cli;

/// <summary>Reads sizes of memory: <c>65536</c>, <c>64K</c>, <c>2M</c> (K = 1024).</summary>
internal static class ByteCount
{
    /// <summary>Reads a size.</summary>
    /// <param name="option">The option that it belongs to, for messages.</param>
    /// <param name="text">The text, or null.</param>
    /// <returns>Bytes, or null where there is no text.</returns>
    /// <exception cref="ArgumentException">The text is no size.</exception>
    public static long? Parse(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        long unit = text.Length == 0 ? 1 : char.ToUpperInvariant(text[^1]) switch { 'K' => 1 << 10, 'M' => 1 << 20, _ => 1 };
        ReadOnlySpan<char> digits = unit == 1 ? text : text.AsSpan(0, text.Length - 1);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count * unit
            : throw new ArgumentException($"{option} is a number of bytes, for example 65536 or 64K, but got '{text}'.");
    }

    /// <summary>A number of bytes with separators.</summary>
    public static string Text(long bytes) => bytes.ToString("N0", CultureInfo.InvariantCulture);
}
