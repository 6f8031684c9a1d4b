using Bantam.Model;

namespace Bantam.Keras;

/// <summary>Layers with weights and a window. Keras stores kernels as HWIO, we as OHWI.</summary>
internal static class KerasConvolutions
{
    public static Value Conv2d(KerasLayer layer, KerasGraph graph)
    {
        Value input = graph.InputOf(layer);
        Size2d window = layer.Pair("kernel_size", 1);
        int groups = Math.Max(layer.Integer("groups", 1), 1);
        int filters = layer.Integer("filters", 0);
        Dictionary<string, Tensor> weights = graph.WeightsOf(layer);
        Tensor kernel = KerasLinear.Weight(layer, weights, "kernel", [window.Height, window.Width, Channels(layer, input) / groups, filters]);
        Conv2d op = new() { Stride = layer.Pair("strides", 1), Padding = PaddingOf(layer), Dilation = layer.Pair("dilation_rate", 1), Groups = groups };
        Node output = AddBiased(layer, graph, op, input, graph.Assign($"{layer.Name}.weight", KerasLinear.Permuted(kernel, 3, 0, 1, 2)), filters);
        return KerasActivations.Add(layer, graph, output, $"{layer.Name}.activation");
    }

    /// <summary>A convolution along a series is that on an image of one row.</summary>
    public static Value Conv1d(KerasLayer layer, KerasGraph graph)
    {
        Value input = graph.InputOf(layer);
        if (input.SampleShape.Rank != 2)
        {
            throw layer.Refuse($"reads {input.SampleShape}; expected [steps, channels].");
        }

        int window = layer.Single("kernel_size", 1);
        int dilation = layer.Single("dilation_rate", 1);
        int groups = Math.Max(layer.Integer("groups", 1), 1);
        int filters = layer.Integer("filters", 0);
        Tensor kernel = KerasLinear.Weight(layer, graph.WeightsOf(layer), "kernel", [window, input.SampleShape[1] / groups, filters]);
        Padding padding = layer.Text("padding", "valid") == "causal"
            ? new Padding { Mode = PaddingMode.Explicit, Left = checked((window - 1) * dilation) }
            : PaddingOf(layer);
        Conv2d op = new() { Stride = new Size2d(1, layer.Single("strides", 1)), Padding = padding, Dilation = new Size2d(1, dilation), Groups = groups };
        Node row = graph.Add($"{layer.Name}.row", new Reshape([1, .. input.SampleShape.Lengths]), input);
        Tensor weight = new Reshape([1, window, kernel.Shape[1]]).Apply(KerasLinear.Permuted(kernel, 2, 0, 1)).Contiguous();
        Node output = AddBiased(layer, graph, op, row, graph.Assign($"{layer.Name}.weight", weight), filters);
        Node series = graph.Add($"{layer.Name}.series", new Reshape(output.SampleShape.WithoutBatch()), output);
        return KerasActivations.Add(layer, graph, series, $"{layer.Name}.activation");
    }

    public static Value Depthwise(KerasLayer layer, KerasGraph graph)
    {
        Dictionary<string, Tensor> weights = graph.WeightsOf(layer);
        Node output = AddDepthwise(layer, graph, layer.Name, weights, hasBias: layer.Boolean("use_bias", true));
        return KerasActivations.Add(layer, graph, output, $"{layer.Name}.activation");
    }

    /// <summary>A depthwise convolution without bias, and a 1×1 convolution with one.</summary>
    public static Value Separable(KerasLayer layer, KerasGraph graph)
    {
        Dictionary<string, Tensor> weights = graph.WeightsOf(layer);
        Node depthwise = AddDepthwise(layer, graph, $"{layer.Name}.depthwise", weights, hasBias: false);
        int filters = layer.Integer("filters", 0);
        Tensor kernel = KerasLinear.Weight(layer, weights, "pointwise_kernel", [1, 1, depthwise.SampleShape[^1], filters]);
        Node output = AddBiased(layer, graph, new Conv2d(), depthwise, graph.Assign($"{layer.Name}.weight", KerasLinear.Permuted(kernel, 3, 0, 1, 2)), filters);
        return KerasActivations.Add(layer, graph, output, $"{layer.Name}.activation");
    }

    /// <summary>The padding that a layer names.</summary>
    public static Padding PaddingOf(KerasLayer layer) => layer.Text("padding", "valid") switch
    {
        "valid" => Padding.Valid,
        "same" => Padding.Same,
        { } other => throw layer.Refuse($"has the padding '{other}'; valid and same are supported."),
    };

    private static Node AddDepthwise(KerasLayer layer, KerasGraph graph, string name, Dictionary<string, Tensor> weights, bool hasBias)
    {
        Value input = graph.InputOf(layer);
        int channels = Channels(layer, input);
        Size2d window = layer.Pair("kernel_size", 1);
        int multiplier = layer.Integer("depth_multiplier", 1);
        string stored = weights.ContainsKey("depthwise_kernel") ? "depthwise_kernel" : "kernel";
        Tensor kernel = KerasLinear.Weight(layer, weights, stored, [window.Height, window.Width, channels, multiplier]);
        int outputs = checked(channels * multiplier);
        Size2d dilation = layer.Pair("dilation_rate", 1);

        // HWIM read as rows of I·M channels is the layout of a depthwise weight; a dilated one is a convolution in groups.
        Tensor flat = Tensor.From([1, window.Height, window.Width, outputs], kernel.Span<float>());
        (Op op, Tensor weight) = dilation == 1
            ? ((Op)new DepthwiseConv2d { Stride = layer.Pair("strides", 1), Padding = PaddingOf(layer), Multiplier = multiplier }, flat)
            : (new Conv2d { Stride = layer.Pair("strides", 1), Padding = PaddingOf(layer), Dilation = dilation, Groups = channels }, KerasLinear.Permuted(flat, 3, 1, 2, 0));
        Parameter parameter = graph.Assign($"{name}.weight", weight);
        return hasBias
            ? graph.Add(name, op, input, parameter, graph.Assign($"{name}.bias", KerasLinear.Weight(layer, weights, "bias", [outputs])))
            : graph.Add(name, op, input, parameter);
    }

    private static Node AddBiased(KerasLayer layer, KerasGraph graph, Op op, Value input, Parameter weight, int filters) => layer.Boolean("use_bias", true)
        ? graph.Add(layer.Name, op, input, weight, graph.Assign($"{layer.Name}.bias", KerasLinear.Weight(layer, graph.WeightsOf(layer), "bias", [filters])))
        : graph.Add(layer.Name, op, input, weight);

    private static int Channels(KerasLayer layer, Value input) => input.SampleShape.Rank == 3
        ? input.SampleShape[^1]
        : throw layer.Refuse($"reads {input.SampleShape}; expected an image [height, width, channels].");
}
