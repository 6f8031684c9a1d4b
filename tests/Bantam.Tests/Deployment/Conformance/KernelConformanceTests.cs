using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

/// <summary>The published cases of integer kernels, whole.</summary>
public sealed class KernelConformanceTests
{
    [Fact]
    public void Every_published_case_of_an_integer_kernel_gives_the_recorded_values()
    {
        string? data = Environment.GetEnvironmentVariable("BANTAM_DATA");
        string path = Path.Combine(data ?? "", "quantized-kernel-tests");
        Assert.SkipUnless(data is not null && Directory.Exists(path), "BANTAM_DATA names no folder with quantized-kernel-tests.");
        ConformanceReport report = KernelConformance.Run(path);
        Assert.All(report.Cases, outcome => Assert.True(outcome.Status == ConformanceStatus.Passed, $"{outcome.Name}: {outcome.Reason}"));
        Assert.Equal(127, report.Passed);
    }

    [Fact]
    public void A_file_that_is_no_case_fails_by_name()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "a.json"), "{ \"case\": 3 ");
        File.WriteAllText(Path.Combine(folder.Path, "b.json"), "{ \"case\": \"b\", \"kind\": \"fft\", \"config\": {}, \"arrays\": {} }");
        ConformanceReport report = KernelConformance.Run(folder.Path);
        Assert.Equal(ConformanceStatus.Failed, report.Cases[0].Status);
        Assert.Contains("is no case of an integer kernel", report.Cases[0].Reason, StringComparison.Ordinal);
        Assert.Equal(ConformanceStatus.Skipped, report.Cases[1].Status);
        Assert.Contains("'fft'", report.Cases[1].Reason, StringComparison.Ordinal);
    }
}
