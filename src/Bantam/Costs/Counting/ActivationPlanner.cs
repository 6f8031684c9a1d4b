using Bantam.Model;

namespace Bantam.Costs;

/// <summary>Where the activations of a network lie in one block of memory.</summary>
/// <param name="Buffers">The buffers, in the order in which they are written.</param>
/// <param name="PeakElements">The elements of the block.</param>
/// <param name="LowerBoundElements">The most elements that are in use at one step: no plan is smaller.</param>
public sealed record ActivationPlan(IReadOnlyList<PlannedBuffer> Buffers, long PeakElements, long LowerBoundElements);

/// <summary>One buffer of a plan; several nodes share it where each overwrites the last.</summary>
/// <param name="Name">The value that is written first.</param>
/// <param name="Lifetime">When it is in use, in steps, and its elements.</param>
/// <param name="Offset">Its first element in the block.</param>
public sealed record PlannedBuffer(string Name, BufferLifetime Lifetime, long Offset);

/// <summary>Plans the activations of a network: views share memory, and elementwise ops overwrite what nothing reads later.</summary>
/// <remarks>That is what fused batch normalization and activations and an addition in place need. The input is never overwritten.</remarks>
public static class ActivationPlanner
{
    /// <summary>Plans a network.</summary>
    /// <param name="graph">The network.</param>
    /// <returns>The plan, in elements of one sample. ResNet-50 on 224×224×3: 1,806,336.</returns>
    public static ActivationPlan Plan(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Node[] nodes = [.. graph.Nodes.Where(node => !node.IsConstant)];
        Dictionary<Value, int> lastReads = LastReads(graph, nodes);
        Dictionary<Value, int> owners = new(ReferenceEqualityComparer.Instance) { [graph.Input] = 0 };
        List<string> names = [graph.Input.Name];
        List<BufferLifetime> buffers = [new(0, lastReads.GetValueOrDefault(graph.Input), graph.Input.SampleShape.Count)];
        for (int step = 0; step < nodes.Length; step++)
        {
            Node node = nodes[step];
            int end = lastReads.GetValueOrDefault(node, step);
            if (SharedBuffer(node, step, owners, buffers) is { } shared)
            {
                owners[node] = shared;
                buffers[shared] = buffers[shared] with { LastStep = Math.Max(buffers[shared].LastStep, end) };
                continue;
            }

            owners[node] = buffers.Count;
            names.Add(node.Name);
            buffers.Add(new BufferLifetime(step, end, node.SampleShape.Count));
        }

        return Placed(names, [.. buffers]);
    }

    /// <summary>Whether a node is its input under another shape.</summary>
    internal static bool IsView(Node node) => node.Op is Flatten or Reshape or Squeeze or Unsqueeze or Dropout or DropBlock or FakeQuantize;

    /// <summary>The buffer of an input that a node may use for its output: views always, elementwise ops where this is the last read.</summary>
    private static int? SharedBuffer(Node node, int step, Dictionary<Value, int> owners, List<BufferLifetime> buffers)
    {
        if (IsView(node))
        {
            return owners[node.Inputs[0]];
        }

        foreach (Value input in IsElementwise(node) ? node.Activations : [])
        {
            int owner = owners[input];
            if (owner != 0 && buffers[owner].LastStep == step && buffers[owner].Size == node.SampleShape.Count)
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>Whether a node computes each element of its output from one element of each input.</summary>
    internal static bool IsElementwise(Node node) => node.Op
        is BatchNorm or Add or Subtract or Multiply or Divide or Scale or Exp or Log or Sqrt or Power or Sign or Clip
        or Maximum or Minimum or Abs or Round or Floor or Ceiling
        or Relu or Relu6 or BoundedRelu or LeakyRelu or Elu or Sigmoid or Tanh or HardSwish;

    private static Dictionary<Value, int> LastReads(Graph graph, Node[] nodes)
    {
        Dictionary<Value, int> reads = new(ReferenceEqualityComparer.Instance);
        for (int step = 0; step < nodes.Length; step++)
        {
            foreach (Value input in nodes[step].Activations)
            {
                reads[input] = step;
            }
        }

        reads[graph.Output] = nodes.Length;
        return reads;
    }

    private static ActivationPlan Placed(List<string> names, BufferLifetime[] buffers)
    {
        int[] indices = [.. Enumerable.Range(0, buffers.Length)];
        int[] longestFirst = [.. indices.OrderByDescending(i => buffers[i].LastStep - buffers[i].FirstStep).ThenByDescending(i => buffers[i].Size)];
        long size = long.MaxValue;
        long[] best = [];
        foreach (int[] order in (ReadOnlySpan<int[]>)[ArenaLayout.LargestFirst(buffers), longestFirst, indices])
        {
            long[] offsets = new long[buffers.Length];
            long placed = ArenaLayout.Place(buffers, order, offsets);
            if (placed < size)
            {
                (size, best) = (placed, offsets);
            }
        }

        return new ActivationPlan([.. buffers.Select((buffer, i) => new PlannedBuffer(names[i], buffer, best[i]))], size, ArenaLayout.LowerBound(buffers));
    }
}
