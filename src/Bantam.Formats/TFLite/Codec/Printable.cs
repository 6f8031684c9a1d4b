namespace Bantam.Formats;

/// <summary>Text of a file as a message or a name can carry it.</summary>
internal static class Printable
{
    private const int MaximumLength = 200;

    /// <summary>The text without characters that would break a line or a terminal, and not too long.</summary>
    public static string Text(string text)
    {
        string cut = text.Length > MaximumLength ? text[..MaximumLength] + "…" : text;
        return string.Concat(cut.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
    }
}
