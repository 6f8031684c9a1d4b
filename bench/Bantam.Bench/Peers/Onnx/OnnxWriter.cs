using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Writes a Float32 graph as an ONNX model: what a peer needs, and no more.</summary>
internal static class OnnxWriter
{
    /// <summary>The bytes of the file.</summary>
    /// <param name="graph">The graph, prepared for inference; its images become NCHW.</param>
    /// <param name="batchSize">The batch, which the file fixes.</param>
    public static byte[] Write(Graph graph, int batchSize)
    {
        OnnxBody body = new();
        Dictionary<Value, string> names = new(ReferenceEqualityComparer.Instance) { [graph.Input] = graph.Input.Name };
        foreach (Node node in graph.Nodes)
        {
            string y = OnnxLayers.Write(body, node, [.. node.Activations.Select(input => names[input]), .. Values(body, node, graph)]);
            names[node] = node.Op is GlobalAveragePool ? body.Call("Flatten", node.Name + ".flat", [y]) : y;
        }

        body.Variables(graph.Input.Name, graph.Input.SampleShape.WithBatch(batchSize), names[graph.Output], graph.Output.SampleShape.WithBatch(batchSize));
        return body.ToModel();
    }

    /// <summary>Writes the weights and the bias of a layer and returns their names.</summary>
    private static List<string> Values(OnnxBody body, Node node, Graph graph)
    {
        List<string> names = [];
        foreach (Parameter parameter in node.Parameters)
        {
            Tensor value = graph.Values[parameter];
            (float[] values, long[] shape) = names.Count == 0 ? ChannelsFirst.Weight(node, value) : (value.ToArray<float>(), [value.Count]);
            names.Add(body.Constant(parameter.Name, OnnxBody.FloatType, shape, MemoryMarshal.AsBytes(values.AsSpan())));
        }

        return names;
    }
}
