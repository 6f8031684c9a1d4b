using System.Globalization;
using System.Text;

namespace Bantam.Reports;

/// <summary>Turns values into text that is safe inside XML and HTML, the same under every culture.</summary>
internal static class MarkupText
{
    /// <summary>Escapes a text for element content and quoted attributes.</summary>
    /// <remarks>
    /// What XML cannot hold (control characters, lone surrogates) becomes U+FFFD, and so do the characters that reverse
    /// the reading direction: a hostile name must not make a page look as if it said something else.
    /// </remarks>
    internal static string Escape(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&quot;"),
                '\'' => result.Append("&#39;"),
                '\n' or '\t' => result.Append((char)rune.Value),
                < 0x20 or (>= 0x7F and < 0xA0) => result.Append('\uFFFD'),
                (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => result.Append('\uFFFD'),
                0xFFFE or 0xFFFF => result.Append('\uFFFD'),
                _ => result.Append(rune.ToString()),
            };
        }

        return result.ToString();
    }

    /// <summary>Shortens a text to a number of characters, with an ellipsis in place of what is left out.</summary>
    internal static string Shorten(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, Math.Max(length - 1, 0)), "…");

    /// <summary>A coordinate with at most two decimals.</summary>
    internal static string Coordinate(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException(
                $"A coordinate is {value.ToString(CultureInfo.InvariantCulture)}; a drawing needs finite numbers.", nameof(value));
        }

        double rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }
}
