using Bantam.Deployment;
using Bantam.Formats;

namespace Bantam.Tests.Formats;

/// <summary>The published models of one 16-bit operator, whole.</summary>
public sealed class TfliteOpConformanceTests
{
    [Fact]
    public void Every_published_model_of_one_16_bit_operator_gives_the_recorded_values()
    {
        string? data = Environment.GetEnvironmentVariable("BANTAM_DATA");
        string path = Path.Combine(data ?? "", "tflite-int16-op-tests.zip");
        Assert.SkipUnless(data is not null && File.Exists(path), "BANTAM_DATA names no folder with tflite-int16-op-tests.zip.");
        ConformanceReport report = TfliteOpConformance.Run(path);
        Assert.All(report.Cases, outcome => Assert.True(outcome.Status == ConformanceStatus.Passed, $"{outcome.Name}: {outcome.Reason}"));
        Assert.Equal(75, report.Passed);
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
}
