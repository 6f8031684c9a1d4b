using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

[Collection(nameof(RunsAlone))]
public sealed class MeasuredNetworksTests
{
    private static readonly MeasurementProtocol s_short = new() { WarmUp = 1, Iterations = 3, IsForced = true };

    [Fact]
    public async Task A_network_in_floating_point_is_measured_in_every_scope()
    {
        Graph graph = Networks.Create("lenet").WithSeed(1);
        MeasuredNetwork network = MeasuredNetworks.OfGraph(graph, "lenet", 2);

        Assert.Equal((ElementType.Float32, 2, graph.ContentHash()), (network.Workload.Element, network.Workload.Batch, network.Workload.ModelHash));
        Assert.Equal(1, network.Quality.Value);
        Assert.Equal(["conv1", "maxpool1", "conv2", "maxpool2", "dense1"], network.Layers.Select(layer => layer.Name));
        Assert.Equal([115_200, 0, 204_800, 0, 2560], network.Layers.Select(layer => layer.Macs));
        await MeasureAllAsync(network);
        Assert.Equal(20, network.Outputs!().Length);
    }

    [Fact]
    public async Task A_quantized_network_is_measured_as_its_plan()
    {
        Graph graph = SampleNetworks.Quantized("residual");
        MeasuredNetwork network = MeasuredNetworks.OfPlan(graph, "residual");
        network.Preprocess!();
        network.Convert!();
        await network.Infer();

        PlanRuntime runtime = new(Lowering.Lower(graph));
        runtime.Run(network.Inputs.Span);
        float[] expected = new float[runtime.Output.Length];
        runtime.Dequantize(expected);
        Assert.Equal(expected, network.Outputs!().ToArray());
        Assert.Equal((MeasuredNetworks.Engine, 1d), (network.Engine, network.Quality.Value));
        Assert.Equal(ElementType.Int8, network.Workload.Element);
        Assert.All(network.Energy, energy => Assert.Contains("int8", energy.Source, StringComparison.Ordinal));
        await MeasureAllAsync(network);
    }

    [Fact]
    public void Layers_of_several_samples_of_a_plan_are_not_told_apart() => Assert.Null(MeasuredNetworks.OfPlan(SampleNetworks.Quantized("pools"), "pools", 2).InferByLayer);

    private static async Task MeasureAllAsync(MeasuredNetwork network)
    {
        foreach (MeasurementScope scope in Enum.GetValues<MeasurementScope>())
        {
            Measurement result = await new Measurer(s_short).MeasureAsync(network, scope, TestContext.Current.CancellationToken);
            Assert.Null(MeasurementRules.Breach(result));
            Assert.Equal(scope == MeasurementScope.Layer, result.Layers.Count > 0);
            Assert.Equal(scope == MeasurementScope.Layer ? 1 : 0, result.Layers.Sum(layer => layer.Share), 1e-9);
        }
    }
}
