using Bantam.Model;

namespace Bantam.Bench;

/// <summary>The layers of a network as ONNX nodes, whatever their inputs are.</summary>
internal static class OnnxLayers
{
    /// <summary>Writes a node with given inputs and returns the name of its output.</summary>
    /// <param name="body">The model.</param>
    /// <param name="node">The node. Its fused activation follows as a node of its own.</param>
    /// <param name="inputs">The names of its inputs: activations, then weights and bias.</param>
    public static string Write(OnnxBody body, Node node, IReadOnlyList<string> inputs)
    {
        string y = node.Op switch
        {
            Conv2d op => body.Call("Conv", node.Name, inputs, Windows(op.Stride, op.Padding, groups: 1)),
            DepthwiseConv2d op => body.Call("Conv", node.Name, inputs, Windows(op.Stride, op.Padding, groups: node.SampleShape[^1])),
            Dense => body.Call("Gemm", node.Name, inputs, call => OnnxBody.Attribute(call, "transB", 1)),
            MaxPool op => body.Call("MaxPool", node.Name, inputs, call =>
            {
                OnnxBody.Attribute(call, "kernel_shape", [op.Kernel.Height, op.Kernel.Width]);
                OnnxBody.Attribute(call, "strides", [op.Stride.Height, op.Stride.Width]);
            }),
            GlobalAveragePool => body.Call("GlobalAveragePool", node.Name, inputs),
            Add or Relu or Flatten => body.Call(node.Op.Name, node.Name, inputs),
            _ => throw new NotSupportedException($"The bench writes no ONNX node for {node.Op.Name}."),
        };
        return node.Op is IFusesActivation { Activation: Activation.Relu } ? body.Call("Relu", node.Name + ".relu", [y]) : y;
    }

    private static Action<ProtobufWriter> Windows(Size2d stride, Padding padding, int groups) => call =>
    {
        OnnxBody.Attribute(call, "strides", [stride.Height, stride.Width]);
        OnnxBody.Attribute(call, "pads", [padding.Top, padding.Left, padding.Bottom, padding.Right]);
        OnnxBody.Attribute(call, "group", groups);
    };
}
