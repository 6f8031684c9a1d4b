using System.Diagnostics;
using Bantam.Tests.Deployment;

namespace Bantam.Tests;

public sealed class SampleTests
{
    public static TheoryData<string> Samples { get; } =
        [.. Directory.EnumerateFiles(Repository.PathOf("samples"), "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    [Trait("Speed", "Slow")]
    public async Task It_builds_and_runs(string sample)
    {
        RequiredTools.SkipWithoutEmulator();
        ProcessStartInfo info = new("dotnet", ["run", "-c", "Release", Path.Combine("samples", sample)])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{await output}\n{await error}");
        Assert.NotEmpty(await output);
    }
}
