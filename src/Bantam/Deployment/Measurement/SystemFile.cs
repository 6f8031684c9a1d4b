namespace Bantam.Deployment;

/// <summary>Small files in which a system states facts about itself; not every system has them, and not everyone may read them.</summary>
internal static class SystemFile
{
    private const int MostLines = 10_000;

    /// <summary>The first line that begins with a text; null where there is none, or no such file, or no right to read it.</summary>
    public static string? FirstLine(string path, string start)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path).Take(MostLines).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A number that is the whole first line of a file; null where it cannot be read.</summary>
    public static long? Number(string path) =>
        long.TryParse(FirstLine(path, ""), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long number) ? number : null;
}
