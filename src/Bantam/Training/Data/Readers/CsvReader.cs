using System.Globalization;
using System.Text;

namespace Bantam.Training;

/// <summary>Reads tables of numbers from text: one record per line, with or without a header line.</summary>
/// <remarks>Numbers have a point, whatever the machine's language. A field may stand in double quotes, which then hide separators. A line with a field that is no number is a header if it is the first, and an error otherwise.</remarks>
public static class CsvReader
{
    private const int MaximumColumns = 65536;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, UTF-8, plain or gzipped.</param>
    /// <param name="separator">What stands between two fields.</param>
    /// <returns>The table.</returns>
    /// <exception cref="DataFormatException">The file is empty or ragged, or a field is no finite number; the message gives line and column.</exception>
    public static CsvTable Read(string path, char separator = ',') => Parse(ReadText(path), path, separator);

    /// <summary>Reads text that is already in memory.</summary>
    /// <param name="text">The whole text. A byte order mark and an empty last line are ignored.</param>
    /// <param name="source">What errors call it.</param>
    /// <param name="separator">What stands between two fields.</param>
    /// <returns>The table.</returns>
    /// <exception cref="DataFormatException">The text is empty or ragged, or a field is no finite number; the message gives line and column.</exception>
    public static CsvTable Parse(string text, string source, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(text);
        string[]? columns = null;
        int width = 0;
        int lineNumber = 0;
        List<float> values = [];
        ReadOnlySpan<char> body = text.AsSpan().TrimStart('\uFEFF').TrimEnd("\r\n");
        if (body.IsEmpty)
        {
            throw new DataFormatException(source, "The file is empty; expected at least one line of numbers.");
        }

        foreach (ReadOnlySpan<char> line in body.EnumerateLines())
        {
            lineNumber++;
            int fields = CountFields(line, separator);
            if (lineNumber == 1)
            {
                width = fields <= MaximumColumns ? fields : throw new DataFormatException(source, $"Line 1 has {fields} fields; expected at most {MaximumColumns}. Is this a CSV file?");
                columns = HeaderOf(line, separator);
                if (columns is not null)
                {
                    continue;
                }
            }

            if (fields != width)
            {
                throw new DataFormatException(source, $"Line {lineNumber} has {fields} fields, but the first line has {width}. Every line needs the same number; is the separator '{separator}' right?");
            }

            AddNumbers(line, separator, values, (source, lineNumber));
        }

        return values.Count > 0
            ? new CsvTable(source, columns ?? Numbered(width), [.. values])
            : throw new DataFormatException(source, "There is a header but no record; expected at least one line of numbers.");
    }

    internal static string ReadText(string path) => Encoding.UTF8.GetString(DataFile.Read(path));

    /// <summary>The column names, if a field of the first line is no number at all.</summary>
    private static string[]? HeaderOf(ReadOnlySpan<char> line, char separator)
    {
        string[] fields = FieldsOf(line, separator);
        bool isHeader = Array.Exists(fields, f => !string.IsNullOrWhiteSpace(f) && !float.TryParse(f, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        return isHeader ? Array.ConvertAll(fields, f => f.Trim()) : null;
    }

    private static string[] Numbered(int width) =>
        [.. Enumerable.Range(0, width).Select(column => column.ToString(CultureInfo.InvariantCulture))];

    private static void AddNumbers(ReadOnlySpan<char> line, char separator, List<float> values, (string Source, int Line) place)
    {
        int column = 0;
        bool isLast = false;
        while (!isLast)
        {
            column++;
            ReadOnlySpan<char> field = NextField(ref line, separator, out isLast);
            if (!float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) || !float.IsFinite(value))
            {
                string shown = field[..Math.Min(field.Length, 40)].ToString();
                throw new DataFormatException(place.Source, $"Line {place.Line}, column {column}: '{shown}' is not a finite number such as -1.5e3. Fill in or leave out incomplete records.");
            }

            values.Add(value);
        }
    }

    private static int CountFields(ReadOnlySpan<char> line, char separator)
    {
        int count = 0;
        for (bool isLast = false; !isLast; count++)
        {
            NextField(ref line, separator, out isLast);
        }

        return count;
    }

    private static string[] FieldsOf(ReadOnlySpan<char> line, char separator)
    {
        List<string> fields = [];
        for (bool isLast = false; !isLast;)
        {
            fields.Add(NextField(ref line, separator, out isLast).ToString());
        }

        return [.. fields];
    }

    /// <summary>Takes the next field off a line, without its quotes. A quote that is never closed reaches to the end of the line.</summary>
    private static ReadOnlySpan<char> NextField(ref ReadOnlySpan<char> line, char separator, out bool isLast)
    {
        ReadOnlySpan<char> start = line.TrimStart(' ');
        int opening = start.Length > 0 && start[0] == '"' ? line.Length - start.Length : -1;
        int closing = opening >= 0 ? line[(opening + 1)..].IndexOf('"') : -1;
        int from = closing >= 0 ? opening + closing + 2 : opening >= 0 ? line.Length : 0;
        int end = line[from..].IndexOf(separator);
        isLast = end < 0;
        ReadOnlySpan<char> field = isLast ? line : line[..(from + end)];
        line = isLast ? [] : line[(from + end + 1)..];
        return closing >= 0 ? field.Trim().Trim('"') : field;
    }
}
