using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Tests.Formats;

public sealed class OnnxConformanceTests
{
    [Fact]
    public void The_published_operator_cases_pass_or_say_why_they_cannot()
    {
        ConformanceReport report = OnnxConformance.Run(OnnxModels.DataFolder("onnx-node-tests"));
        Assert.Equal(467, report.Cases.Count);
        Assert.Empty(report.Cases.Where(test => test.Status == ConformanceStatus.Failed).Select(test => $"{test.Name}: {test.Reason}"));
        Assert.True(report.Passed >= 400, $"{report.Passed} of 467 passed.");
        Assert.All(report.Cases.Where(test => test.Status == ConformanceStatus.Skipped), test => Assert.Contains("not supported", test.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("light_squeezenet")]
    [InlineData("light_shufflenet")]
    public void Networks_without_weights_have_their_published_output(string name) => AssertPublished(name);

    [Theory]
    [InlineData("light_resnet50")]
    [InlineData("light_zfnet512")]
    [Trait("Speed", "Slow")]
    public void Large_networks_without_weights_have_their_published_output(string name) => AssertPublished(name);

    private static void AssertPublished(string name)
    {
        string folder = OnnxModels.DataFolder("models/onnx/light");
        ConstantTensor expected = ConstantTensor.Read(OnnxReader.Tensor(File.ReadAllBytes(Path.Combine(folder, $"{name}_output_0.pb"))), null);
        Graph graph = OnnxFile.Load(Path.Combine(folder, $"{name}.onnx"), new OnnxImportOptions { KeepsChannelsFirst = true });
        Shape input = graph.Input.SampleShape.WithBatch(1);
        float[] ramp = [.. Enumerable.Range(0, input.Count).Select(i => (float)i / input.Count)];
        float[] actual = graph.Run(Tensor.From<float>(input, ramp)).ToArray<float>();
        Assert.Equal(expected.Count, actual.Length);
        Assert.All(expected.Singles().Zip(actual), pair => Assert.InRange(pair.Second, pair.First - (1e-3f * Math.Abs(pair.First)), pair.First + (1e-3f * Math.Abs(pair.First))));
    }
}
