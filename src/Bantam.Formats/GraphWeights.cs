using Bantam.Model;

namespace Bantam.Formats;

/// <summary>The values of a network's parameters by name, as files of tensors hold them.</summary>
public static class GraphWeights
{
    private const int MostNames = 10;

    /// <summary>The values of all parameters, running statistics included.</summary>
    /// <param name="graph">The network.</param>
    /// <returns>The tensors under the names of the parameters: those that the network holds, not copies.</returns>
    public static IReadOnlyList<NamedTensor> Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return [.. graph.Parameters.Select(parameter => new NamedTensor(parameter.Name, graph.Values[parameter]))];
    }

    /// <summary>The same network with the values of some file. Names and shapes must be those of its parameters, all of them and no others.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="tensors">The values: kept, not copied, where they have the parameter's type; Float64 is rounded to Float32.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ModelFormatException">Names are missing or left over, shapes or types differ, or a value is not finite: the message lists them all.</exception>
    public static Graph Assign(Graph graph, IReadOnlyList<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(graph);
        TensorNames.RequireDistinct(tensors);
        Dictionary<string, Tensor> byName = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        Parameter[] present = [.. graph.Parameters.Where(parameter => byName.ContainsKey(parameter.Name))];
        HashSet<string> known = [.. present.Select(parameter => parameter.Name)];
        string[] problems =
        [
            .. Listed("lacks", graph.Parameters.Where(parameter => !known.Contains(parameter.Name)).Select(parameter => parameter.ToString())),
            .. Listed("has besides", byName.Keys.Where(name => !known.Contains(name))),
            .. Listed("does not fit in", present.Select(parameter => Misfit(parameter, byName[parameter.Name])).OfType<string>()),
        ];
        return problems.Length == 0
            ? graph.With(graph.Values.With(present.Select(parameter => KeyValuePair.Create(parameter, Converted(byName[parameter.Name], parameter)))))
            : throw new ModelFormatException($"The weights are not those of this network. The file {string.Join("; it ", problems)}. Names and shapes must agree: rename the tensors, or build the network that they belong to.");
    }

    private static IEnumerable<string> Listed(string verb, IEnumerable<string> items)
    {
        string[] all = [.. items];
        return all.Length == 0 ? [] : [$"{verb} {string.Join(", ", all.Take(MostNames))}{(all.Length > MostNames ? $" and {all.Length - MostNames} more" : "")}"];
    }

    private static string? Misfit(Parameter parameter, Tensor value) =>
        value.Shape != parameter.Shape || (value.Element != parameter.Type.Element && !IsRounded(value, parameter)) ? $"{parameter} (got {value.Type})"
        : !IsFinite(value) ? $"{parameter} (a value is not finite)"
        : null;

    private static bool IsRounded(Tensor value, Parameter parameter) => value.Element == ElementType.Float64 && parameter.Type.Element == ElementType.Float32;

    private static bool IsFinite(Tensor value) => value.Element switch
    {
        ElementType.Float32 => Array.TrueForAll(value.ToArray<float>(), float.IsFinite),
        ElementType.Float64 => Array.TrueForAll(value.ToArray<double>(), number => float.IsFinite((float)number)),
        _ => true,
    };

    private static Tensor Converted(Tensor value, Parameter parameter) => IsRounded(value, parameter)
        ? Tensor.From(value.Shape, Array.ConvertAll(value.ToArray<double>(), number => (float)number))
        : value;
}
