using System.Text.Json;
using Bantam.Model;

namespace Bantam.Keras;

/// <summary>Activation functions, as layers and as options of layers.</summary>
internal static class KerasActivations
{
    /// <summary>Adds the activation that a layer names; the value itself where it names none.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="graph">The network in the making.</param>
    /// <param name="value">What it is applied to.</param>
    /// <param name="name">The name of the node.</param>
    public static Value Add(KerasLayer layer, KerasGraph graph, Value value, string name)
    {
        string function = FunctionOf(layer);
        return function switch
        {
            "linear" => value,
            "relu" => graph.Add(name, new Relu(), value),
            "relu6" => graph.Add(name, new Relu6(), value),
            "sigmoid" => graph.Add(name, new Sigmoid(), value),
            "tanh" => graph.Add(name, new Tanh(), value),
            "softmax" => graph.Add(name, new Softmax(), value),
            "log_softmax" => graph.Add(name, new LogSoftmax(), value),
            "elu" => graph.Add(name, new Elu(), value),
            "leaky_relu" => graph.Add(name, new LeakyRelu(0.2), value),
            "exponential" => graph.Add(name, new Exp(), value),
            "hard_swish" or "hard_silu" => graph.Add(name, new HardSwish(), value),
            "swish" or "silu" => graph.Add(name, new Multiply(), value, graph.Add($"{name}.sigmoid", new Sigmoid(), value)),
            _ => throw layer.Refuse($"has the activation '{function}', which is not supported. Use relu, relu6, leaky_relu, elu, sigmoid, tanh, softmax, swish or hard_swish."),
        };
    }

    /// <summary>The function of a ReLU layer: bounded above, or with a slope below 0, but not both.</summary>
    public static Op Relu(KerasLayer layer)
    {
        double maximum = layer.Real(double.PositiveInfinity, "max_value");
        double slope = layer.Real(0, "negative_slope");
        if (layer.Real(0, "threshold") != 0 || (slope != 0 && double.IsFinite(maximum)))
        {
            throw layer.Refuse("has a threshold, or a slope below 0 beside a maximum, which is not supported. Use a plain, a bounded or a leaky ReLU.");
        }

        return slope != 0 ? new LeakyRelu(slope)
            : maximum == 6 ? new Relu6()
            : double.IsFinite(maximum) ? new BoundedRelu(maximum)
            : new Relu();
    }

    /// <summary>A softmax layer; only that along the last axis is supported.</summary>
    public static Value Softmax(KerasLayer layer, KerasGraph graph)
    {
        Value input = graph.InputOf(layer);
        return layer.Single("axis", -1) is int axis && (axis == -1 || axis == input.Type.Shape.Rank - 1)
            ? graph.Add(layer.Name, new Softmax(), input)
            : throw layer.Refuse("works along an axis that is not the last one. Permute the axes before it.");
    }

    /// <summary>Keras 3 writes functions that are layers too as objects.</summary>
    private static string FunctionOf(KerasLayer layer)
    {
        if (layer.Find("activation") is not { } value)
        {
            return "linear";
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString()!
            : value.TryGetProperty("class_name", out JsonElement kind) && kind.GetString() is { } name ? name
            : throw layer.Refuse("has an activation without a name.");
    }
}
