using System.Text.Json;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Where one tensor lies within a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its elements are.</param>
/// <param name="Shape">Its axis lengths.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte behind its last one.</param>
internal sealed record SafetensorsEntry(string Name, StoredType Type, Shape Shape, long Begin, long End);

/// <summary>The JSON header of a safetensors file.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The key that holds texts instead of a tensor.</summary>
    public const string Metadata = "__metadata__";

    private const int MaximumAxes = 32;

    private static readonly (string Word, StoredType Type)[] s_types =
    [
        ("BOOL", StoredType.Boolean), ("I8", StoredType.Int8), ("U8", StoredType.UInt8), ("I16", StoredType.Int16), ("U16", StoredType.UInt16),
        ("I32", StoredType.Int32), ("U32", StoredType.UInt32), ("I64", StoredType.Int64), ("U64", StoredType.UInt64),
        ("F16", StoredType.Float16), ("BF16", StoredType.BrainFloat16), ("F32", StoredType.Float32), ("F64", StoredType.Float64),
    ];

    /// <summary>Parses a header.</summary>
    /// <exception cref="ModelFormatException">It is no such JSON, or states a tensor that does not fit itself.</exception>
    public static List<SafetensorsEntry> Parse(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });
        try
        {
            return ParseObject(ref reader);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFormatException($"Its header is not the JSON of a safetensors file: {fault.Message}", fault);
        }
    }

    /// <summary>Writes what the header says of one tensor.</summary>
    public static void Write(Utf8JsonWriter json, SafetensorsEntry entry)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", Array.Find(s_types, pair => pair.Type == entry.Type).Word);
        json.WriteStartArray("shape");
        foreach (int length in entry.Shape)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(entry.Begin);
        json.WriteNumberValue(entry.End);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static List<SafetensorsEntry> ParseObject(ref Utf8JsonReader reader)
    {
        List<SafetensorsEntry> entries = [];
        HashSet<string> names = [];
        reader.Read();
        Require(reader.TokenType == JsonTokenType.StartObject, "The header is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            Require(names.Add(name), $"It names '{name}' twice.");
            reader.Read();
            Require(reader.TokenType == JsonTokenType.StartObject, $"'{name}' is an object.");
            if (name == Metadata)
            {
                reader.Skip();
            }
            else
            {
                entries.Add(ParseEntry(ref reader, name));
            }
        }

        Require(reader.TokenType == JsonTokenType.EndObject && !reader.Read(), "Nothing follows the object.");
        return entries;
    }

    private static SafetensorsEntry ParseEntry(ref Utf8JsonReader reader, string name)
    {
        string? word = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when word is null:
                    word = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = Numbers(ref reader, name);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = Numbers(ref reader, name);
                    break;
                default:
                    throw new ModelFormatException($"'{name}' has the key '{key}' twice, or it is unknown; expected dtype, shape and data_offsets.");
            }
        }

        return EntryOf(name, word, shape, offsets);
    }

    private static SafetensorsEntry EntryOf(string name, string? word, long[]? shape, long[]? offsets)
    {
        if (word is null || shape is null || offsets is not [long begin and >= 0, long end] || end < begin)
        {
            throw new ModelFormatException($"'{name}' lacks a dtype, a shape or two ascending data_offsets. The file is damaged.");
        }

        int known = Array.FindIndex(s_types, pair => pair.Word == word);
        if (known < 0)
        {
            throw new ModelFormatException($"'{name}' holds elements of type '{word}'; read are {string.Join(", ", s_types.Select(pair => pair.Word))}. Convert the tensor before saving it.");
        }

        SafetensorsEntry entry = new(name, s_types[known].Type, StoredTypes.ShapeOf(shape, $"'{name}'"), begin, end);
        long expected = (long)entry.Shape.Count * entry.Type.SizeBytes;
        return end - begin == expected && end <= FormatFile.MaximumBytes
            ? entry
            : throw new ModelFormatException($"'{name}' is {word}{entry.Shape}, which takes {expected} bytes, but its data_offsets span {end - begin}. The file is damaged.");
    }

    private static long[] Numbers(ref Utf8JsonReader reader, string name)
    {
        List<long> numbers = [];
        Require(reader.TokenType == JsonTokenType.StartArray, $"Shape and data_offsets of '{name}' are arrays.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Require(numbers.Count < MaximumAxes, $"'{name}' has at most {MaximumAxes} axes.");
            numbers.Add(reader.GetInt64());
        }

        return [.. numbers];
    }

    private static void Require(bool condition, string expectation)
    {
        if (!condition)
        {
            throw new JsonException(expectation);
        }
    }
}
