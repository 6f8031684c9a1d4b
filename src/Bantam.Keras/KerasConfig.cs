using System.Text.Json;
using Bantam.Model;

namespace Bantam.Keras;

/// <summary>The description of a network: its layers in an order in which each comes after those that it reads.</summary>
/// <param name="Layers">The layers.</param>
/// <param name="Outputs">The names of the layers whose results the network returns.</param>
internal sealed record KerasConfig(IReadOnlyList<KerasLayer> Layers, IReadOnlyList<string> Outputs)
{
    private const int MaximumDepth = 32;

    /// <summary>Reads the JSON of a description, of Keras 1 to 3.</summary>
    /// <exception cref="ModelFormatException">It is no such JSON.</exception>
    /// <exception cref="UnsupportedException">It describes a network of another kind.</exception>
    public static KerasConfig Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaximumDepth });
            JsonElement root = document.RootElement.Clone();
            string kind = root.GetProperty("class_name").GetString() ?? "";
            JsonElement config = root.GetProperty("config");
            return kind switch
            {
                "Sequential" => Sequential(config),
                "Functional" or "Model" => Functional(config),
                _ => throw new UnsupportedException($"The network is of the class '{kind}', whose structure is code. Rebuild it as a sequential or functional model and save that."),
            };
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException($"Its description (model_config) is not that of a Keras network: {fault.Message}", fault);
        }
    }

    private static KerasConfig Sequential(JsonElement config)
    {
        List<KerasLayer> layers = [];
        foreach (JsonElement item in (config.ValueKind == JsonValueKind.Array ? config : config.GetProperty("layers")).EnumerateArray())
        {
            KerasLayer layer = KerasLayer.Of(item, layers.Count == 0 ? [] : [layers[^1].Name]);

            // Without a layer for the input, the first one says its shape.
            if (layers.Count == 0 && layer.Kind != "InputLayer")
            {
                KerasLayer input = layer with { Kind = "InputLayer", Name = $"{layer.Name}_input" };
                layers.Add(input);
                layer = layer with { Inputs = [input.Name] };
            }

            layers.Add(layer);
        }

        return layers.Count > 1 ? new KerasConfig(layers, [layers[^1].Name]) : throw new ModelFormatException("Its network has no layers.");
    }

    private static KerasConfig Functional(JsonElement config)
    {
        List<KerasLayer> pending = [.. config.GetProperty("layers").EnumerateArray().Select(item => KerasLayer.Of(item, Sources(item)))];
        List<KerasLayer> ordered = [];
        HashSet<string> known = [];
        while (pending.Count > 0)
        {
            List<KerasLayer> ready = pending.FindAll(layer => layer.Inputs.All(known.Contains));
            if (ready.Count == 0)
            {
                throw new ModelFormatException($"Layer '{pending[0].Name}' reads {string.Join(", ", pending[0].Inputs.Where(name => !known.Contains(name)))}, which no layer before it computes: the layers form a circle, or one is missing.");
            }

            ordered.AddRange(ready);
            known.UnionWith(ready.Select(layer => layer.Name));
            pending.RemoveAll(layer => known.Contains(layer.Name));
        }

        List<string> outputs = [];
        CollectNames(config.GetProperty("output_layers"), outputs);
        return new KerasConfig(ordered, outputs);
    }

    /// <summary>The layers whose results a layer reads, from its one call.</summary>
    private static string[] Sources(JsonElement item)
    {
        JsonElement calls = item.GetProperty("inbound_nodes");
        if (calls.GetArrayLength() == 0)
        {
            return [];
        }

        if (calls.GetArrayLength() > 1)
        {
            throw new UnsupportedException($"Layer '{item.GetProperty("name").GetString()}' is called {calls.GetArrayLength()} times. Give each call a layer of its own.");
        }

        List<string> names = [];
        CollectNames(calls[0], names);
        return [.. names];
    }

    /// <summary>
    /// Finds references to results wherever they stand: Keras 2 writes ["name", 0, 0, {}] in arrays, Keras 3 the same as "keras_history"
    /// of a tensor among the arguments.
    /// </summary>
    private static void CollectNames(JsonElement element, List<string> names)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject().Where(property => property.Name is "args" or "config" or "keras_history"))
            {
                CollectNames(property.Value, names);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            if (element.GetArrayLength() >= 3 && element[0].ValueKind == JsonValueKind.String && element[1].ValueKind == JsonValueKind.Number)
            {
                names.Add(element[0].GetString()!);
                return;
            }

            foreach (JsonElement child in element.EnumerateArray())
            {
                CollectNames(child, names);
            }
        }
    }
}
