using Bantam.Model;

namespace Bantam.Formats;

/// <summary>What must hold for a file before its nodes are read.</summary>
internal static class OnnxChecks
{
    private const long OldestOpset = 6;
    private const long NewestOpset = 28;

    /// <summary>Refuses files without a network, and what no reader handles.</summary>
    public static void Check(OnnxModel model)
    {
        if (model.Graph is not { } graph)
        {
            throw new ModelFormatException("The file holds no network (its field 'graph' is missing): it is damaged, or no ONNX model.");
        }

        if (model.HasFunctions)
        {
            throw new UnsupportedException("The model defines functions of its own, which are not read. Export it with its functions inlined.");
        }

        if (graph.HasSparseTensors)
        {
            throw new UnsupportedException("The model holds sparse tensors, which are not read. Export it with dense ones.");
        }

        if (graph.Outputs.Count == 0)
        {
            throw new ModelFormatException("The network has no output.");
        }

        HashSet<string> inputs = new(StringComparer.Ordinal);
        foreach (OnnxValueInfo input in graph.Inputs)
        {
            if (string.IsNullOrWhiteSpace(input.Name) || !inputs.Add(input.Name))
            {
                throw new ModelFormatException($"The network has two inputs called '{input.Name}', or one without a name.");
            }
        }
    }

    /// <summary>The version of the standard operators.</summary>
    public static long Opset(OnnxModel model)
    {
        OnnxOpset? standard = model.Opsets.Find(opset => opset.Domain is "" or "ai.onnx");

        // Files older than opsets have version 1 of them.
        long version = standard?.Version ?? 1;
        return version is >= OldestOpset and <= NewestOpset
            ? version
            : throw new UnsupportedException($"The model uses opset {version}; {OldestOpset} to {NewestOpset} are read. Export it with one of them, for example 17.");
    }

    /// <summary>How often each value is read, by nodes and as an output.</summary>
    public static Dictionary<string, int> Reads(OnnxGraph graph)
    {
        Dictionary<string, int> reads = new(StringComparer.Ordinal);
        foreach (string name in graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs.Select(output => output.Name)))
        {
            reads[name] = reads.GetValueOrDefault(name) + 1;
        }

        return reads;
    }

    /// <summary>The nodes, each after those that it reads. Files should be in such an order; those that are not are brought into it.</summary>
    /// <exception cref="ModelFormatException">A value is written twice or never, or nodes depend on each other in a circle.</exception>
    public static List<OnnxNode> InOrder(OnnxGraph graph, ImportContext known)
    {
        Dictionary<string, OnnxNode> writers = Writers(graph);
        Dictionary<OnnxNode, int> missing = new(ReferenceEqualityComparer.Instance);
        Dictionary<string, List<OnnxNode>> readers = new(StringComparer.Ordinal);
        foreach (OnnxNode node in graph.Nodes)
        {
            string[] open = [.. node.Inputs.Where(name => name.Length > 0 && known.Find(name) is null).Distinct(StringComparer.Ordinal)];
            foreach (string name in open)
            {
                if (!writers.ContainsKey(name))
                {
                    throw new ModelFormatException($"{node.Place} reads '{name}', which is no input, no initializer, and written by no node.");
                }

                (readers.TryGetValue(name, out List<OnnxNode>? list) ? list : readers[name] = []).Add(node);
            }

            missing[node] = open.Length;
        }

        return Sorted(graph, missing, readers);
    }

    private static Dictionary<string, OnnxNode> Writers(OnnxGraph graph)
    {
        Dictionary<string, OnnxNode> writers = new(StringComparer.Ordinal);
        foreach (OnnxNode node in graph.Nodes)
        {
            foreach (string name in node.Outputs.Where(name => name.Length > 0))
            {
                if (!writers.TryAdd(name, node))
                {
                    throw new ModelFormatException($"{node.Place} writes '{name}', which {writers[name].Place} writes too: every value of an ONNX graph is written once.");
                }
            }
        }

        return writers;
    }

    private static List<OnnxNode> Sorted(OnnxGraph graph, Dictionary<OnnxNode, int> missing, Dictionary<string, List<OnnxNode>> readers)
    {
        List<OnnxNode> sorted = [.. graph.Nodes.Where(node => missing[node] == 0)];
        for (int next = 0; next < sorted.Count; next++)
        {
            foreach (OnnxNode reader in sorted[next].Outputs.Where(readers.ContainsKey).SelectMany(name => readers[name]))
            {
                if (--missing[reader] == 0)
                {
                    sorted.Add(reader);
                }
            }
        }

        return sorted.Count == graph.Nodes.Count
            ? sorted
            : throw new ModelFormatException($"{graph.Nodes.First(node => missing[node] > 0).Place} depends on its own output: the nodes form a circle.");
    }
}
