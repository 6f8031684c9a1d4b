using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bantam.Model;

/// <summary>The structure of a graph as JSON: the text of <c>graph.json</c> in a model file, and what the content hash covers.</summary>
internal static class GraphJson
{
    public const string Schema = "bantam.graph/2";

    /// <summary>Writes the structure; the same graph gives the same text.</summary>
    public static string Write(Graph graph)
    {
        foreach (Node node in graph.Nodes)
        {
            if (!GraphJsonContext.CanStore(node.Op))
            {
                throw new UnsupportedException($"Node '{node.Name}' holds the op {node.Op.Name}, which model files cannot store: only the ops of the library can. Keep such a network in code.");
            }
        }

        GraphDocument document = new(
            Schema,
            graph.Preprocessing,
            [.. graph.Inputs.Select(i => new InputDocument(i.Name, i.SampleShape, i.Type.Shape[0]))],
            [.. graph.Parameters.Select(p => new ParameterDocument(p.Name, p.Type.Element, p.Shape, p.IsTrainable, p.Initializer))],
            [.. graph.Nodes.Select(n => new NodeDocument(n.Name, n.Op, [.. n.Inputs.Select(input => input.Name)]))],
            [.. graph.Outputs.Select(output => output.Name)]);
        return JsonSerializer.Serialize(document, GraphJsonContext.Default.GraphDocument);
    }

    /// <summary>Builds the graph that a text describes; its parameters have no values yet.</summary>
    /// <exception cref="ModelFormatException">The text is no graph, or its parts do not fit together.</exception>
    public static Graph Read(string json)
    {
        GraphDocument document = Parse(json);
        try
        {
            return Build(document);
        }
        catch (Exception fault) when (fault is ShapeException or ArgumentException or OverflowException or DivideByZeroException or NullReferenceException or IndexOutOfRangeException)
        {
            throw new ModelFormatException($"graph.json describes a network that does not fit together: {fault.Message}", fault);
        }
    }

    private static GraphDocument Parse(string json)
    {
        try
        {
            GraphDocument? document = JsonSerializer.Deserialize(json, GraphJsonContext.Default.GraphDocument);
            return document switch
            {
                null => throw new ModelFormatException("graph.json is empty. Save the model again."),
                { Schema: not Schema } => throw new ModelFormatException($"graph.json has schema '{document.Schema}', but this version reads '{Schema}'. Use the version of Bantam that wrote the file."),
                _ => document,
            };
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new ModelFormatException($"graph.json is not a description of a network: {fault.Message}", fault);
        }
    }

    private static Graph Build(GraphDocument document)
    {
        GraphInput[] inputs = [.. document.Inputs.Select(i => new GraphInput(i.Name, i.SampleShape, i.Batch))];
        Dictionary<string, Value> values = inputs.ToDictionary<GraphInput, string, Value>(input => input.Name, input => input);
        foreach (ParameterDocument p in document.Parameters)
        {
            values.Add(p.Name, new Parameter(p.Name, new TensorType(p.Element, p.Shape), p.Initializer, p.IsTrainable));
        }

        foreach (NodeDocument n in document.Nodes)
        {
            values.Add(n.Name, new Node(n.Name, n.Op, [.. n.Inputs.Select(name => Find(name, n.Name))]));
        }

        return new Graph(inputs, [.. document.Outputs.Select(name => Find(name, "an output"))]) { Preprocessing = document.Preprocessing };

        Value Find(string name, string reader) => values.TryGetValue(name, out Value? value)
            ? value
            : throw new ModelFormatException($"graph.json: '{reader}' reads '{name}', which is not declared before it.");
    }
}

/// <summary>The layout of <c>graph.json</c>.</summary>
internal sealed record GraphDocument(string Schema, string Preprocessing, InputDocument[] Inputs, ParameterDocument[] Parameters, NodeDocument[] Nodes, string[] Outputs);

internal sealed record InputDocument(string Name, Shape SampleShape, int Batch);

internal sealed record ParameterDocument(string Name, ElementType Element, Shape Shape, bool IsTrainable, Initializer Initializer);

internal sealed record NodeDocument(string Name, Op Op, string[] Inputs);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16,
    Converters = [typeof(ShapeConverter), typeof(Size2dConverter), typeof(AxesConverter)])]
[JsonSerializable(typeof(GraphDocument))]
internal sealed partial class GraphJsonContext : JsonSerializerContext
{
    /// <summary>Whether an op is one of those that <see cref="Op"/> declares for files.</summary>
    public static bool CanStore(Op op) =>
        Default.Op.PolymorphismOptions!.DerivedTypes.Any(derived => derived.DerivedType == op.GetType());
}

/// <summary>A shape as an array of its lengths.</summary>
internal sealed class ShapeConverter : JsonConverter<Shape>
{
    private const int MaximumRank = 8;

    public override Shape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<int> lengths = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("A shape is an array of lengths.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || lengths.Count == MaximumRank)
            {
                throw new JsonException($"A shape is an array of at most {MaximumRank} lengths.");
            }

            lengths.Add(reader.GetInt32());
        }

        return new Shape([.. lengths]);
    }

    public override void Write(Utf8JsonWriter writer, Shape value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (int length in value)
        {
            writer.WriteNumberValue(length);
        }

        writer.WriteEndArray();
    }
}

/// <summary>A size as an array: [height, width].</summary>
internal sealed class Size2dConverter : JsonConverter<Size2d>
{
    public override Size2d Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Shape pair = new ShapeConverter().Read(ref reader, typeof(Shape), options);
        return pair.Rank == 2 ? new Size2d(pair[0], pair[1]) : throw new JsonException("A size is [height, width].");
    }

    public override void Write(Utf8JsonWriter writer, Size2d value, JsonSerializerOptions options) =>
        new ShapeConverter().Write(writer, new Shape(value.Height, value.Width), options);
}

/// <summary>Axes as an array.</summary>
internal sealed class AxesConverter : JsonConverter<Axes>
{
    public override Axes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<int> axes = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("Axes are an array of numbers.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || axes.Count == BroadcastWalk.MaximumRank)
            {
                throw new JsonException($"Axes are an array of at most {BroadcastWalk.MaximumRank} numbers.");
            }

            axes.Add(reader.GetInt32());
        }

        return new Axes([.. axes]);
    }

    public override void Write(Utf8JsonWriter writer, Axes value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (int axis in value)
        {
            writer.WriteNumberValue(axis);
        }

        writer.WriteEndArray();
    }
}
