using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>Quantized networks in which some channels are the same for every input, because their bias outweighs everything else.</summary>
internal static class PlantedNetworks
{
    /// <summary>The sample network of a name, or a network that is made for the passes, with planted channels.</summary>
    public static Plan PlanOf(string name, RoundingProfile rounding = RoundingProfile.Tflm)
    {
        Graph graph = InferencePasses.Apply(name == "separable" ? Separable() : SampleNetworks.Create(name));
        graph = graph.With(graph.Values.With(graph.Parameters.Where(parameter => parameter.Name.EndsWith(".bias", StringComparison.Ordinal)).Select(parameter => Planted(graph, parameter, name))));
        return Lowering.Lower(new PostTrainingQuantization([SampleNetworks.Batch(graph, 16, "calibration")]).Apply(graph), rounding);
    }

    /// <summary>Depthwise and pointwise layers with ReLU6, padding everywhere.</summary>
    private static Graph Separable() => Graph.Create([12, 10, 2], x => x
        .Conv2d(8, 3, 2).Relu6()
        .DepthwiseConv2d(3).Relu6().Conv2d(12, 1).Relu6()
        .DepthwiseConv2d(3, 2).Relu6().Conv2d(16, 1).Relu6()
        .Conv2d(9, 3).Relu6()
        .AveragePool(3, 1, Padding.Same).MaxPool(2, 1).Flatten().Dense(7).Relu().Dense(4));

    /// <summary>A third of the biases becomes very negative, a sixth very positive.</summary>
    private static KeyValuePair<Parameter, Tensor> Planted(Graph graph, Parameter parameter, string name)
    {
        Tensor bias = graph.Values[parameter].Clone();
        RandomStream random = new(6, $"{name}/{parameter.Name}");
        foreach (ref float b in bias.Span<float>())
        {
            b = random.NextInt32(6) switch
            {
                0 or 1 => -40,
                2 => 40,
                _ => b,
            };
        }

        return KeyValuePair.Create(parameter, bias);
    }
}
