using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bantam.Deployment;

/// <summary>
/// A model as two files of C99 without dependencies, named after a prefix <c>p</c>: <c>p.c</c>, and <c>p.h</c>, which
/// defines <c>P_INPUT_BYTES</c>, <c>P_OUTPUT_BYTES</c> and <c>P_ARENA_BYTES</c> as plain numbers and declares
/// <c>void p_run(const int8_t *input, int8_t *output)</c>. Compiled with <c>P_TRACE</c> defined, it calls
/// <c>void p_trace(int step, const int8_t *data, int32_t bytes)</c> after each step.
/// </summary>
public sealed partial record CFiles
{
    private const int LargestFile = 64 << 20;
    private const int LargestBuffer = 1 << 28;

    /// <summary>Takes the two files as text.</summary>
    /// <param name="prefix">The prefix: lower-case letters, digits and underscores, at most 63, a letter first, not <c>harness</c>.</param>
    /// <param name="source">The text of <c>p.c</c>.</param>
    /// <param name="header">The text of <c>p.h</c>.</param>
    /// <exception cref="ArgumentException">The prefix is not allowed, or the header lacks a size or has one out of range.</exception>
    public CFiles(string prefix, string source, string header)
    {
        if (!AllowedPrefix().IsMatch(prefix) || prefix.StartsWith("harness", StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"\"{prefix}\" cannot name generated C. Use 1 to 63 lower-case letters, digits and underscores, a letter first, not starting with \"harness\".",
                nameof(prefix));
        }

        Prefix = prefix;
        Source = source;
        Header = header;
        InputBytes = Size("INPUT_BYTES", 1);
        OutputBytes = Size("OUTPUT_BYTES", 1);
        ArenaBytes = Size("ARENA_BYTES", 0);
    }

    /// <summary>The prefix of the files and of the functions.</summary>
    public string Prefix { get; }

    /// <summary>The text of the source file.</summary>
    public string Source { get; }

    /// <summary>The text of the header.</summary>
    public string Header { get; }

    /// <summary>The bytes of one input sample.</summary>
    public int InputBytes { get; }

    /// <summary>The bytes of one result.</summary>
    public int OutputBytes { get; }

    /// <summary>The bytes of working memory that the model holds.</summary>
    public int ArenaBytes { get; }

    internal string UpperPrefix => Prefix.ToUpperInvariant();

    /// <summary>Reads the two files from a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="prefix">The prefix.</param>
    /// <returns>The model.</returns>
    /// <exception cref="IOException">A file is absent or longer than 64 MiB.</exception>
    /// <exception cref="ArgumentException">See the constructor.</exception>
    public static CFiles Read(string directory, string prefix) =>
        new(prefix, ReadText(Path.Combine(directory, prefix + ".c")), ReadText(Path.Combine(directory, prefix + ".h")));

    private static string ReadText(string path)
    {
        FileInfo file = new(path);
        return file.Exists && file.Length > LargestFile
            ? throw new IOException($"{path} has {file.Length} bytes; generated C has at most {LargestFile}.")
            : File.ReadAllText(path, Encoding.UTF8);
    }

    private int Size(string name, int least)
    {
        string macro = $"{UpperPrefix}_{name}";
        Match found = Regex.Match(Header, $@"^[ \t]*#[ \t]*define[ \t]+{macro}[ \t]+\(?([0-9]{{1,9}})[uUlL]*\)?[ \t\r]*$", RegexOptions.Multiline | RegexOptions.CultureInvariant);
        return found.Success
            && int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is int size
            && size >= least && size <= LargestBuffer
            ? size
            : throw new ArgumentException(
                $"{Prefix}.h must define {macro} as a plain number from {least} to {LargestBuffer}, for example: #define {macro} 784");
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex AllowedPrefix();
}
