using Bantam.Model;
using Bantam.Tests.Deployment;

namespace Bantam.Tests.Model;

public sealed class ConstantNodesTests
{
    [Fact]
    public void Quantized_weights_are_computed_once_and_again_after_a_change()
    {
        Graph graph = SampleNetworks.Quantized("residual");
        Assert.Contains(graph.Nodes, node => node.IsConstant);
        InferenceStep step = new(graph, 3);
        Assert.DoesNotContain(step.StepNodes.SelectMany(names => names), name => graph.Nodes.Any(node => node.IsConstant && node.Name == name));
        AssertSameBits(graph, step);

        foreach (Parameter parameter in graph.Parameters.Where(parameter => parameter.IsTrainable))
        {
            foreach (ref float value in graph.Values[parameter].Span<float>())
            {
                value *= 0.75f;
            }
        }

        step.Refresh();
        AssertSameBits(graph, step);
    }

    [Fact]
    public void Integer_weights_become_real_numbers_once()
    {
        GraphInput input = new([4]);
        Parameter codes = new("codes", new TensorType(ElementType.Int8, [3, 4]), Initializer.Of(0), isTrainable: false);
        Node weight = new("weight", new DequantizeLinear(new QuantizationParameters([0.5f], [0])), codes);
        Graph graph = new(input, new Node("dense", new Dense(), input, weight));
        graph.Values[codes].Span<sbyte>().Fill(3);
        InferenceStep step = new(graph, 2);
        Assert.Equal([["dense"]], step.StepNodes);
        AssertSameBits(graph, step);
        graph.Values[codes].Span<sbyte>().Fill(-2);
        step.Refresh();
        AssertSameBits(graph, step);
    }

    private static void AssertSameBits(Graph graph, InferenceStep step)
    {
        SampleNetworks.Batch(graph, step.Batch.Shape[0], "batch").Span<float>().CopyTo(step.Batch.Span<float>());
        step.Run();
        Assert.Equal(graph.Run(step.Batch).ToArray<float>(), step.Output.ToArray<float>());
    }
}
