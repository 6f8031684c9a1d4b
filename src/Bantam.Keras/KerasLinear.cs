using Bantam.Model;

namespace Bantam.Keras;

/// <summary>Layers with weights that have no window.</summary>
internal static class KerasLinear
{
    public static Value Dense(KerasLayer layer, KerasGraph graph)
    {
        Value input = graph.InputOf(layer);
        if (input.SampleShape.Rank != 1)
        {
            throw layer.Refuse($"reads {input.SampleShape}; a dense layer is supported on one axis only. Place a Flatten, or a 1x1 convolution instead.");
        }

        Dictionary<string, Tensor> weights = graph.WeightsOf(layer);
        int units = layer.Integer("units", 0);
        Tensor kernel = Weight(layer, weights, "kernel", [input.SampleShape[0], units]);
        Parameter weight = graph.Assign($"{layer.Name}.weight", Permuted(kernel, 1, 0));
        Node output = layer.Boolean("use_bias", true)
            ? graph.Add(layer.Name, new Dense(), input, weight, graph.Assign($"{layer.Name}.bias", Weight(layer, weights, "bias", [units])))
            : graph.Add(layer.Name, new Dense(), input, weight);
        return KerasActivations.Add(layer, graph, output, $"{layer.Name}.activation");
    }

    public static Value BatchNorm(KerasLayer layer, KerasGraph graph)
    {
        Value input = graph.InputOf(layer);
        int last = input.Type.Shape.Rank - 1;
        if (layer.Single("axis", -1) is int axis && axis != -1 && axis != last)
        {
            throw layer.Refuse($"normalizes axis {axis}; only the last one, {last}, is supported.");
        }

        Dictionary<string, Tensor> weights = graph.WeightsOf(layer);
        Shape channels = [input.SampleShape[^1]];
        Tensor gamma = layer.Boolean("scale", true) ? Weight(layer, weights, "gamma", channels) : Tensor.Full(channels, 1f);
        Tensor beta = layer.Boolean("center", true) ? Weight(layer, weights, "beta", channels) : Tensor.Zeros(channels);
        float[] moments = [.. Weight(layer, weights, "moving_mean", channels).Span<float>(), .. Weight(layer, weights, "moving_variance", channels).Span<float>()];

        // Keras weighs the old average, we the new batch.
        BatchNorm op = new() { Epsilon = layer.Real(1e-3, "epsilon"), Momentum = 1 - layer.Real(0.99, "momentum") };
        return graph.Add(
            layer.Name,
            op,
            input,
            graph.Assign($"{layer.Name}.gamma", gamma),
            graph.Assign($"{layer.Name}.beta", beta),
            graph.Assign($"{layer.Name}.moments", Tensor.From([2, channels.Count], moments), isTrainable: false));
    }

    public static Value Rescaling(KerasLayer layer, KerasGraph graph) => layer.Real(0, "offset") == 0
        ? graph.Add(layer.Name, new Scale(layer.Real(1, "scale")), graph.InputOf(layer))
        : throw layer.Refuse("has an offset, which is not supported. Shift the data before the network.");

    /// <summary>A weight of a layer, which must have the shape that the layer's options demand.</summary>
    /// <exception cref="ModelFormatException">It is absent, has another shape, or holds values that are not finite.</exception>
    public static Tensor Weight(KerasLayer layer, Dictionary<string, Tensor> weights, string name, Shape shape)
    {
        if (!weights.TryGetValue(name, out Tensor? value) || value.Shape != shape)
        {
            string found = value is null ? $"has only {(weights.Count == 0 ? "none" : string.Join(", ", weights.Keys))}" : $"holds {value.Shape}";
            throw new ModelFormatException($"Layer '{layer.Name}' ({layer.Kind}) needs a weight '{name}' of shape {shape}, but the file {found}. The file is damaged, or weights and description belong to two networks.");
        }

        return Array.TrueForAll(value.ToArray<float>(), float.IsFinite)
            ? value
            : throw new ModelFormatException($"The weight '{name}' of layer '{layer.Name}' holds a value that is not finite. The training that wrote it had diverged.");
    }

    /// <summary>A weight with its axes in another order.</summary>
    public static Tensor Permuted(Tensor value, params ReadOnlySpan<int> order) => new Permute([.. order]).Apply(value).Contiguous();

    /// <summary>The state of a layer that draws at random in training.</summary>
    public static Parameter DropoutState(KerasLayer layer, KerasGraph graph) => graph.Declare($"{layer.Name}.state", [2], new RandomState());
}
