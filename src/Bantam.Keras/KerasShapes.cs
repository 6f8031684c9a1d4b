using System.Text.Json;
using Bantam.Model;

namespace Bantam.Keras;

/// <summary>Layers that move numbers and change none.</summary>
internal static class KerasShapes
{
    /// <summary>Adds a layer of this kind, or null where it is none.</summary>
    public static Value? TryAdd(KerasLayer layer, KerasGraph graph) => layer.Kind switch
    {
        "Flatten" => graph.Add(layer.Name, new Flatten(), graph.InputOf(layer)),
        "Reshape" => Reshaped(layer, graph),
        "Permute" => graph.Add(layer.Name, new Permute([0, .. Required(layer, "dims")]), graph.InputOf(layer)),
        "Concatenate" => Concatenated(layer, graph),
        "ZeroPadding2D" => Padded(layer, graph),
        _ => null,
    };

    private static Node Reshaped(KerasLayer layer, KerasGraph graph)
    {
        Value input = graph.InputOf(layer);
        int[] lengths = Required(layer, "target_shape");
        int open = Array.IndexOf(lengths, -1);
        if (open >= 0)
        {
            long others = lengths.Where((_, axis) => axis != open).Aggregate(1L, (product, length) => checked(product * length));
            lengths[open] = others > 0 ? checked((int)(input.SampleShape.Count / others)) : 0;
        }

        return graph.Add(layer.Name, new Reshape(new Shape(lengths)), input);
    }

    private static Node Concatenated(KerasLayer layer, KerasGraph graph) =>
        graph.Add(layer.Name, new Concat(layer.Single("axis", -1)), graph.InputsOf(layer));

    private static Node Padded(KerasLayer layer, KerasGraph graph)
    {
        Value input = graph.InputOf(layer);
        (int top, int bottom, int left, int right) = Borders(layer);
        return input.SampleShape.Rank == 3
            ? graph.Add(layer.Name, new Pad([0, top, left, 0], [0, bottom, right, 0]), input)
            : throw layer.Refuse($"reads {input.SampleShape}; expected an image [height, width, channels].");
    }

    /// <summary>One number, two, or two pairs.</summary>
    private static (int Top, int Bottom, int Left, int Right) Borders(KerasLayer layer)
    {
        if (layer.Find("padding") is { ValueKind: JsonValueKind.Array } pairs && pairs.GetArrayLength() == 2 && pairs[0].ValueKind == JsonValueKind.Array)
        {
            int[] all = [.. pairs.EnumerateArray().SelectMany(pair => pair.EnumerateArray()).Select(item => item.GetInt32())];
            return all is [int top, int bottom, int left, int right]
                ? (top, bottom, left, right)
                : throw new ModelFormatException($"Layer '{layer.Name}' has a padding that is not two pairs.");
        }

        Size2d sides = layer.Pair("padding", 1);
        return (sides.Height, sides.Height, sides.Width, sides.Width);
    }

    private static int[] Required(KerasLayer layer, string option) =>
        [.. (layer.Integers(option) ?? []).Select(length => length ?? throw layer.Refuse($"leaves a part of its {option} open."))];
}
