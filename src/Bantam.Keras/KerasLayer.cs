using System.Text.Json;
using Bantam.Model;

namespace Bantam.Keras;

/// <summary>One layer of a description.</summary>
/// <param name="Kind">Its class: <c>Conv2D</c>.</param>
/// <param name="Name">Its name, unique within the network.</param>
/// <param name="Config">Its options.</param>
/// <param name="Inputs">The layers whose results it reads.</param>
internal sealed record KerasLayer(string Kind, string Name, JsonElement Config, string[] Inputs)
{
    /// <summary>Reads a layer of the list of layers.</summary>
    public static KerasLayer Of(JsonElement item, string[] inputs)
    {
        JsonElement config = item.GetProperty("config");
        string kind = item.GetProperty("class_name").GetString() ?? "";
        string? name = config.ValueKind == JsonValueKind.Object && config.TryGetProperty("name", out JsonElement own) ? own.GetString()
            : item.TryGetProperty("name", out JsonElement outer) ? outer.GetString() : null;
        return string.IsNullOrWhiteSpace(name)
            ? throw new ModelFormatException($"A layer of the class '{kind}' has no name. The description is damaged.")
            : new KerasLayer(kind, name, config, inputs);
    }

    /// <summary>A text among the options.</summary>
    public string Text(string option, string absent) => Find(option) is { } value ? value.GetString() ?? absent : absent;

    /// <summary>A whole number among the options.</summary>
    public int Integer(string option, int absent) => Find(option) is { } value ? value.GetInt32() : absent;

    /// <summary>A number among the options, by the first of several names that it has had.</summary>
    public double Real(double absent, params ReadOnlySpan<string> options)
    {
        foreach (string option in options)
        {
            if (Find(option) is { } value)
            {
                // Keras 3 writes numpy's numbers as objects with a value.
                return value.ValueKind == JsonValueKind.Object ? value.GetProperty("config").GetProperty("value").GetDouble() : value.GetDouble();
            }
        }

        return absent;
    }

    /// <summary>A switch among the options.</summary>
    public bool Boolean(string option, bool absent) => Find(option) is { } value ? value.GetBoolean() : absent;

    /// <summary>Whole numbers among the options; null for those that are left open.</summary>
    public int?[]? Integers(string option)
    {
        const int MaximumRank = 8;
        if (Find(option) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number)
        {
            return [value.GetInt32()];
        }

        return value.GetArrayLength() <= MaximumRank
            ? [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? (int?)null : item.GetInt32())]
            : throw new ModelFormatException($"Layer '{Name}' lists {value.GetArrayLength()} numbers as {option}; at most {MaximumRank} are read.");
    }

    /// <summary>A height and a width among the options; one number stands for both.</summary>
    public Size2d Pair(string option, Size2d absent) => Integers(option) switch
    {
        null => absent,
        [int side] => side,
        [int height, int width] => new Size2d(height, width),
        _ => throw new ModelFormatException($"Layer '{Name}' has a {option} that is not a height and a width."),
    };

    /// <summary>One number among the options, perhaps in an array.</summary>
    public int Single(string option, int absent) => Integers(option) switch
    {
        null => absent,
        [int length] => length,
        _ => throw new ModelFormatException($"Layer '{Name}' has a {option} that is not one number."),
    };

    /// <summary>An option that is itself a structure.</summary>
    public JsonElement? Find(string option) =>
        Config.TryGetProperty(option, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>What to say of an option that cannot be read.</summary>
    public UnsupportedException Refuse(string what) => new($"Layer '{Name}' ({Kind}) {what}");
}
