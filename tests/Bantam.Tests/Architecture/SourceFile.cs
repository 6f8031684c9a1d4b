using System.Text.RegularExpressions;

namespace Bantam.Tests.Architecture;

/// <summary>A C# file of the repository as the architecture tests read it.</summary>
internal sealed partial class SourceFile
{
    private SourceFile(string path)
    {
        Path = System.IO.Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
        Text = File.ReadAllText(path);
        Code = CommentOrLiteral().Replace(Text, match => NotNewline().Replace(match.Value, " "));
    }

    /// <summary>The path below the repository's root, with slashes: <c>src/Bantam/Model/Ops/Op.cs</c>.</summary>
    internal string Path { get; }

    /// <summary>The folder part of <see cref="Path"/>.</summary>
    internal string Folder => Path[..Path.LastIndexOf('/')];

    /// <summary>The file as it is.</summary>
    internal string Text { get; }

    /// <summary>The text with comments and literals blanked out, so that words in them are not taken for code; lines stay.</summary>
    internal string Code { get; }

    /// <summary>The file's namespace, or an empty string.</summary>
    internal string Namespace => NamespaceLine().Match(Code).Groups["name"].Value;

    /// <summary>The top-level types that the file declares as reflection names them: <c>Bantam.Model.ISpan`1</c>.</summary>
    internal IEnumerable<string> TopLevelTypes =>
        from Match match in TopLevelDeclaration().Matches(Code)
        let parameters = match.Groups["parameters"]
        let arity = parameters.Success ? $"`{parameters.Value.Count(letter => letter == ',') + 1}" : ""
        select $"{Namespace}.{match.Groups["name"].Value}{arity}";

    /// <summary>The names of all types that the file declares, nested ones included.</summary>
    internal IEnumerable<string> TypeNames => AnyDeclaration().Matches(Code).Select(match => match.Groups["name"].Value);

    /// <summary>All C# files below a folder of the repository.</summary>
    internal static IReadOnlyList<SourceFile> Below(string folder) =>
        [.. Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path))];

    [GeneratedRegex("""
        //[^\n]*
        | /\*[\s\S]*?\*/
        | (?<quotes>"{3,})[\s\S]*?\k<quotes>"*
        | (?:@\$?|\$@)"(?:[^"]|"")*"
        | "(?:\\.|[^"\\\n])*"
        | '(?:\\[^\n']+|\\'|[^'\\\n])'
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex(@"[^\n]")]
    private static partial Regex NotNewline();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    // Namespaces are file-scoped, so what is nested is indented.
    [GeneratedRegex(@"^(?:[a-z]+[ ]+)*(?:class|struct|interface|enum|record|delegate[ ]+[^\s(]+)[ ]+(?<name>[A-Z]\w*)(?:<(?<parameters>[^>]*)>)?", RegexOptions.Multiline)]
    private static partial Regex TopLevelDeclaration();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record)[ ]+(?<name>[A-Z]\w*)")]
    private static partial Regex AnyDeclaration();
}
