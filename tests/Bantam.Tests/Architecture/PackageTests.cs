using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Bantam.Tests.Architecture;

/// <summary>The same sources build from the same packages, today and in a year.</summary>
public sealed partial class PackageTests
{
    public static TheoryData<string> Projects { get; } =
        [.. new[] { "src", "tests" }.SelectMany(folder =>
            Directory.EnumerateFiles(Repository.PathOf(folder), "*.csproj", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')))];

    [Fact]
    public void Each_package_has_one_exact_version() =>
        Assert.All(CentralVersions(), package => Assert.Matches(ExactVersion(), package.Value));

    [Fact]
    [Trait("Ledger", "S183")]
    public void No_package_needs_a_graphics_processor()
    {
        string[] makers = ["cuda", "cudnn", "gpu", "opencl", "directml", "rocm", "vulkan", "ilgpu"];
        Assert.DoesNotContain(CentralVersions().Keys, package => makers.Any(maker => package.Contains(maker, StringComparison.OrdinalIgnoreCase)));
        Assert.Contains("graphics processor", File.ReadAllText(Repository.PathOf("ARCHITECTURE.md")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_leaves_versions_to_the_central_file(string project) =>
        Breaches.AssertNone(
            from reference in Items(project, "PackageReference")
            where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
            select reference.ToString());

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_lock_file_holds_the_central_versions(string project)
    {
        Dictionary<string, string> central = CentralVersions();
        string path = Path.Combine(Path.GetDirectoryName(Repository.PathOf(project))!, "packages.lock.json");
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(path));

        Assert.All(
            file.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
                .Where(package => central.ContainsKey(package.Name)),
            package => Assert.Equal(central[package.Name], package.Value.GetProperty("resolved").GetString()));
    }

    [Theory]
    [InlineData("src/Bantam/Bantam.csproj", "")]
    [InlineData("src/Bantam.Formats/Bantam.Formats.csproj", "Bantam")]
    [InlineData("src/Bantam.Reports/Bantam.Reports.csproj", "Bantam")]
    [InlineData("src/Bantam.Studies/Bantam.Studies.csproj", "Bantam Bantam.Reports")]
    [InlineData("src/Bantam.Cli/Bantam.Cli.csproj", "Bantam Bantam.Formats Bantam.Reports Bantam.Studies")]
    public void A_project_refers_only_to_those_below_it(string project, string allowed) =>
        Breaches.AssertNone(Items(project, "ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Except(allowed.Split(' ')));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_the_tests_and_the_bench_see_the_insides_of_a_project(string project) =>
        Assert.All(Items(project, "InternalsVisibleTo"), friend => Assert.Contains(friend.Attribute("Include")!.Value, (string[])["Bantam.Tests", "Bantam.Bench"]));

    [Fact]
    public void The_library_depends_on_no_package() => Assert.Empty(Items("src/Bantam/Bantam.csproj", "PackageReference"));

    private static Dictionary<string, string> CentralVersions() =>
        Items("Directory.Packages.props", "PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

    private static IEnumerable<XElement> Items(string project, string name) => XDocument.Load(Repository.PathOf(project)).Descendants(name);

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex ExactVersion();
}
