using Bantam.Model;

namespace Bantam.Keras;

/// <summary>Which code reads which class of layer.</summary>
internal static class KerasLayers
{
    /// <summary>Adds a layer.</summary>
    /// <returns>What it computes.</returns>
    /// <exception cref="UnsupportedException">Its class, or an option, is not supported.</exception>
    public static Value Add(KerasLayer layer, KerasGraph graph)
    {
        RequireChannelsLast(layer);
        return layer.Kind switch
        {
            "Dense" => KerasLinear.Dense(layer, graph),
            "Conv1D" or "Convolution1D" => KerasConvolutions.Conv1d(layer, graph),
            "Conv2D" or "Convolution2D" => KerasConvolutions.Conv2d(layer, graph),
            "DepthwiseConv2D" => KerasConvolutions.Depthwise(layer, graph),
            "SeparableConv2D" => KerasConvolutions.Separable(layer, graph),
            "BatchNormalization" => KerasLinear.BatchNorm(layer, graph),
            "Activation" => KerasActivations.Add(layer, graph, graph.InputOf(layer), layer.Name),
            "ReLU" => graph.Add(layer.Name, KerasActivations.Relu(layer), graph.InputOf(layer)),
            "LeakyReLU" => graph.Add(layer.Name, new LeakyRelu(layer.Real(0.3, "negative_slope", "alpha")), graph.InputOf(layer)),
            "ELU" => graph.Add(layer.Name, new Elu(layer.Real(1, "alpha")), graph.InputOf(layer)),
            "Softmax" => KerasActivations.Softmax(layer, graph),
            "MaxPooling2D" => graph.Add(layer.Name, new MaxPool { Kernel = PoolSize(layer), Stride = PoolStride(layer), Padding = KerasConvolutions.PaddingOf(layer) }, graph.InputOf(layer)),
            "AveragePooling2D" => graph.Add(layer.Name, new AveragePool { Kernel = PoolSize(layer), Stride = PoolStride(layer), Padding = KerasConvolutions.PaddingOf(layer) }, graph.InputOf(layer)),
            "GlobalAveragePooling2D" => Global(layer, graph, new GlobalAveragePool()),
            "GlobalMaxPooling2D" => Global(layer, graph, new Max { Axes = [1, 2] }),
            "Dropout" or "SpatialDropout2D" => graph.Add(layer.Name, new Dropout(layer.Real(0.5, "rate")), graph.InputOf(layer), KerasLinear.DropoutState(layer, graph)),
            "Rescaling" => KerasLinear.Rescaling(layer, graph),
            "Add" => Chain(layer, graph, new Add()),
            "Multiply" => Chain(layer, graph, new Multiply()),
            "Subtract" => graph.Add(layer.Name, new Subtract(), graph.InputsOf(layer)),
            _ => KerasShapes.TryAdd(layer, graph)
                ?? throw layer.Refuse("is of a class that is not supported. Replace it by layers that are (see docs/formats.md), or export the network as ONNX or TFLite."),
        };
    }

    private static Size2d PoolSize(KerasLayer layer) => layer.Pair("pool_size", 2);

    private static Size2d PoolStride(KerasLayer layer) => layer.Pair("strides", PoolSize(layer));

    private static Node Global(KerasLayer layer, KerasGraph graph, Op op)
    {
        Node pooled = graph.Add(layer.Name, op, graph.InputOf(layer));
        return layer.Boolean("keepdims", false) ? graph.Add($"{layer.Name}.keep", new Reshape([1, 1, .. pooled.SampleShape.Lengths]), pooled) : pooled;
    }

    /// <summary>A sum or product of several results, from left to right.</summary>
    private static Value Chain(KerasLayer layer, KerasGraph graph, Op op)
    {
        Value[] inputs = graph.InputsOf(layer);
        return inputs.Length > 1
            ? inputs.Skip(1).Aggregate(inputs[0], (sum, next) => graph.Add(layer.Name, op, sum, next))
            : throw new ModelFormatException($"Layer '{layer.Name}' ({layer.Kind}) joins {inputs.Length} results; expected two or more.");
    }

    private static void RequireChannelsLast(KerasLayer layer)
    {
        if (layer.Text("data_format", "channels_last") != "channels_last")
        {
            throw layer.Refuse("has its channels first. Build the network with data_format='channels_last' and save it again.");
        }
    }
}
