namespace Bantam.Tests;

/// <summary>Compares text with the approved text, most of it under <c>tests/golden</c>; a difference is to be read, then accepted or mended.</summary>
/// <remarks>With <c>BANTAM_UPDATE_GOLDEN=1</c> in the environment the text that is there now becomes the approved one.</remarks>
internal static class Golden
{
    private const int LinesShown = 10;

    /// <summary>Fails, with the lines from the first difference on, unless the text is the approved one.</summary>
    /// <param name="name">The approved file below <c>tests/golden</c>: <c>api/Bantam.txt</c>.</param>
    /// <param name="text">The text that is there now. Line endings do not count.</param>
    internal static void Match(string name, string text) => MatchFile($"tests/golden/{name}", text);

    /// <summary>The same for an approved file anywhere in the repository, such as a generated page of the documentation.</summary>
    /// <param name="file">The approved file: <c>docs/ops.md</c>.</param>
    /// <param name="text">The text that is there now. Line endings do not count.</param>
    internal static void MatchFile(string file, string text)
    {
        string path = Repository.PathOf(file);
        string received = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("BANTAM_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, received);
            return;
        }

        string approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (received != approved)
        {
            Assert.Fail($"The text is not the approved {file}.\n{Difference(approved, received)}\n"
                + "If the new text is right, run the test again with BANTAM_UPDATE_GOLDEN=1 and commit the file.");
        }
    }

    /// <summary>The lines that only one text has: approved ones behind -, received ones behind +, each side cut after some lines.</summary>
    internal static string Difference(string approved, string received)
    {
        string[] before = approved.Split('\n');
        string[] after = received.Split('\n');
        int head = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        int shorter = Math.Min(before.Length, after.Length) - head;
        int tail = before.Reverse().Zip(after.Reverse()).Take(shorter).TakeWhile(pair => pair.First == pair.Second).Count();
        string[] gone = before[head..^tail];
        string[] come = after[head..^tail];

        // Lines that merely moved are only worth showing where nothing else changed.
        string[] onlyGone = Without(gone, come);
        string[] onlyCome = Without(come, gone);
        bool moved = onlyGone.Length + onlyCome.Length == 0;
        string lines = Shown("-", moved ? gone : onlyGone) + Shown("+", moved ? come : onlyCome);
        return $"From line {head + 1} on:\n{lines}".TrimEnd('\n');
    }

    private static string[] Without(string[] lines, string[] others)
    {
        Dictionary<string, int> left = others.CountBy(line => line).ToDictionary(pair => pair.Key, pair => pair.Value);
        return [.. lines.Where(line => (left[line] = left.GetValueOrDefault(line) - 1) < 0)];
    }

    private static string Shown(string mark, string[] lines)
    {
        string shown = string.Concat(lines.Take(LinesShown).Select(line => $"{mark} {line}\n"));
        return lines.Length <= LinesShown ? shown : $"{shown}{mark} ... {lines.Length - LinesShown} more lines\n";
    }
}
