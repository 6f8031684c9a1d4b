using System.Text.RegularExpressions;

namespace Bantam.Tests.Docs;

/// <summary>Whoever follows a link of the documents arrives.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Documents { get; } =
        [.. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_leads_to_a_file_and_its_heading(string document)
    {
        string folder = Path.GetDirectoryName(Repository.PathOf(document))!;
        List<string> broken = [];
        foreach (string link in LinksOf(document).Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            string[] parts = link.Split('#', 2);
            string target = parts[0].Length == 0 ? Repository.PathOf(document) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            bool arrives = parts.Length == 1
                ? File.Exists(target) || Directory.Exists(target)
                : File.Exists(target) && Anchors(File.ReadAllText(target)).Contains(parts[1]);
            if (!arrives)
            {
                broken.Add($"{document}: {link}");
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Headings_become_anchors_as_on_the_web() =>
        Assert.Equal(["what-proved-means", "graphjson", "flash-ram"], Anchors("# What \"proved\" means\n\n```\n# no heading\n```\n## graph.json\n### Flash, `RAM`\n"));

    private static IEnumerable<string> LinksOf(string document) =>
        Link().Matches(WithoutCode(File.ReadAllText(Repository.PathOf(document)))).Select(match => match.Groups["target"].Value);

    private static IEnumerable<string> Anchors(string text) =>
        Heading().Matches(WithoutCode(text)).Select(match => NotInAnchors().Replace(match.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    private static string WithoutCode(string text) => CodeBlock().Replace(text.ReplaceLineEndings("\n"), "");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
