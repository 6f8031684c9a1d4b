using System.Reflection;
using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

/// <summary>The library in programs that are trimmed and compiled ahead of time.</summary>
public sealed class AheadOfTimeTests
{
    private const string Project = "bench/Bantam.AheadOfTime";

    /// <summary>The mark stands only in a library that the analyzers of trimming and of compiling ahead of time have seen, and warnings are errors.</summary>
    [Fact]
    public void The_library_is_built_under_the_analyzers_of_trimming_and_ahead_of_time_compilation()
    {
        Assembly library = typeof(Engine).Assembly;
        Assert.Contains(library.GetCustomAttributes<AssemblyMetadataAttribute>(), mark => mark is { Key: "IsTrimmable", Value: "True" });
        string project = File.ReadAllText(Repository.PathOf("src/Bantam/Bantam.csproj"));
        Assert.Contains("<IsAotCompatible>true</IsAotCompatible>", project, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void A_program_compiled_ahead_of_time_gives_the_codes_of_the_reference()
    {
        using TemporaryFolder folder = new();
        ExternalProcess publish = new("dotnet", ["publish", Project, "-c", "Release", "-o", folder.Path, $"-p:ArtifactsPath={folder.PathOf("build")}", "-p:RestorePackagesWithLockFile=false", "-p:Instructions=x86-64-v3", "-v", "q", "-nologo", "--tl:off", "-nodeReuse:false"])
        {
            WorkingDirectory = Repository.Root,
            Timeout = TimeSpan.FromMinutes(10),
        };
        ProcessResult published = publish.Run(TestContext.Current.CancellationToken);
        string program = Path.Combine(folder.Path, "Bantam.AheadOfTime");
        if (published.ExitCode != 0 && !published.Output.Contains("warning IL", StringComparison.Ordinal) && !published.Output.Contains("error IL", StringComparison.Ordinal))
        {
            Assert.Skip($"The compiler that works ahead of time is not here: {published.Output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal))}");
        }

        Assert.True(published.ExitCode == 0, published.Output);
        ProcessResult run = new ExternalProcess(program, ["check"]).Run(TestContext.Current.CancellationToken);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("12 outputs equal", run.Output, StringComparison.Ordinal);
    }
}
