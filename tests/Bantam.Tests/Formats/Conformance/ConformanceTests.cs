using Bantam.Formats;

namespace Bantam.Tests.Formats;

/// <summary>The published suites of the data folder, whole.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public void Every_published_case_of_an_integer_kernel_gives_the_recorded_values()
    {
        ConformanceReport report = KernelConformance.Run(Data("quantized-kernel-tests"));
        Assert.Equal(127, report.Passed);
        AssertPassed(report);
    }

    [Fact]
    public void Every_published_model_of_one_16_bit_operator_gives_the_recorded_values()
    {
        ConformanceReport report = TfliteOpConformance.Run(Data("tflite-int16-op-tests.zip"));
        Assert.Equal(75, report.Passed);
        AssertPassed(report);
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

    [Fact]
    public void A_model_without_expected_outputs_fails_by_name()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "one.tflite"), "TFL3");
        ConformanceCase only = TfliteOpConformance.Run(folder.Path).Cases.Single();
        Assert.Equal(("one", ConformanceStatus.Failed), (only.Name, only.Status));
        Assert.Contains("no file of expected outputs", only.Reason, StringComparison.Ordinal);
    }

    private static void AssertPassed(ConformanceReport report) =>
        Assert.All(report.Cases, outcome => Assert.True(outcome.Status == ConformanceStatus.Passed, $"{outcome.Name}: {outcome.Reason}"));

    private static string Data(string name)
    {
        string? data = Environment.GetEnvironmentVariable("BANTAM_DATA");
        string path = Path.Combine(data ?? "", name);
        Assert.SkipUnless(data is not null && (File.Exists(path) || Directory.Exists(path)), $"BANTAM_DATA names no folder with {name}.");
        return path;
    }
}
