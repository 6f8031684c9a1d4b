using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Makes networks ready to be measured in the runtimes of this library.</summary>
/// <remarks>
/// Inputs are random bytes from a fixed seed, as a camera or a microphone would deliver them. Preprocessing divides them by 255;
/// conversion copies them into the runtime's own memory, in its codes; postprocessing finds the largest output of each sample.
/// </remarks>
public static class MeasuredNetworks
{
    /// <summary>What <see cref="Measurement.Engine"/> calls this library.</summary>
    public const string Engine = "bantam";

    internal const int RunsForMemory = 3;

    /// <summary>A network in Float32, compiled for a batch, with the passes for inference applied.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="batch">The samples of a run, at least 1.</param>
    /// <returns>The network, ready to be measured.</returns>
    /// <exception cref="UnsupportedException">It has several inputs or outputs.</exception>
    public static MeasuredNetwork OfGraph(Graph graph, string name, int batch = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        RequireOneEnd(name, graph.Inputs.Count, graph.Outputs.Count);
        Graph folded = InferencePasses.Apply(graph);
        RawSamples raw = new(graph.Input.SampleShape.Count * batch);
        InferenceStep step = PeakMemory.Measure(() => Started(folded, batch), out PeakMemory memory);
        raw.Preprocess();
        raw.Real.CopyTo(step.Batch.Span<float>());
        step.Run();
        CostReport cost = CostCounter.Count(folded);
        int[] answers = new int[batch];
        return new MeasuredNetwork
        {
            Workload = WorkloadOf(graph, name, batch, ElementType.Float32),
            Engine = Engine,
            Quality = AgreementOf(folded, step),
            Memory = memory,
            Preprocess = raw.Preprocess,
            Convert = () => raw.Real.CopyTo(step.Batch.Span<float>()),
            Infer = () =>
            {
                step.Run();
                return default;
            },
            Postprocess = () => Largest(step.Output.Span<float>(), answers),
            Inputs = raw.Real,
            Outputs = () => step.Output.ToArray<float>(),
            Layers = [.. step.StepNodes.Select(nodes => LayerOf(nodes, cost))],
            InferByLayer = step.Run,
            Energy = EnergyOf(cost, MacFormat.Float32),
        };
    }

    /// <summary>A quantized network as the plan that devices run, by the <see cref="Deployment.Engine"/>.</summary>
    /// <param name="graph">The network after quantization.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="batch">The samples of a run, at least 1.</param>
    /// <returns>The network, ready to be measured. Layers are told apart where the batch is 1.</returns>
    /// <exception cref="UnsupportedException">A node cannot run in integers, or there are several inputs or outputs.</exception>
    public static MeasuredNetwork OfPlan(Graph graph, string name, int batch = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        Plan plan = Lowering.Lower(graph);
        RequireOneEnd(name, plan.Inputs.Count, plan.Outputs.Count);
        return new MeasuredPlan(plan, batch).Described(graph, name);
    }

    private static void RequireOneEnd(string name, int inputs, int outputs)
    {
        if (inputs != 1 || outputs != 1)
        {
            throw new UnsupportedException($"'{name}' has {inputs} inputs and {outputs} outputs; networks with one of each are measured.");
        }
    }

    private static InferenceStep Started(Graph graph, int batch)
    {
        InferenceStep step = new(graph, batch);
        for (int i = 0; i < RunsForMemory; i++)
        {
            step.Run();
        }

        return step;
    }

    /// <summary>What is computed.</summary>
    internal static Workload WorkloadOf(Graph graph, string name, int batch, ElementType element) => new()
    {
        Name = name,
        ModelHash = graph.ContentHash(),
        InputShape = graph.Input.SampleShape.Lengths.ToArray(),
        Element = element,
        Batch = batch,
    };

    /// <summary>How many samples of the batch have the very bits that the network gives without being compiled.</summary>
    private static MeasuredQuality AgreementOf(Graph graph, InferenceStep step)
    {
        int batch = step.Batch.Shape[0];
        int length = step.Output.Count / batch;
        ReadOnlySpan<float> expected = graph.Run(step.Batch).Span<float>();
        int equal = 0;
        for (int i = 0; i < batch; i++)
        {
            equal += expected.Slice(i * length, length).SequenceEqual(step.Output.Span<float>().Slice(i * length, length)) ? 1 : 0;
        }

        return new MeasuredQuality("agreement", (double)equal / batch, $"equal bits with an uncompiled run, {batch} random sample(s)");
    }

    private static MeasuredLayer LayerOf(IReadOnlyList<string> nodes, CostReport cost)
    {
        LayerCost[] costs = [.. cost.Layers.Where(layer => nodes.Contains(layer.Name))];
        return new MeasuredLayer(string.Join('+', nodes), string.Join('+', costs.Select(layer => layer.Op).Distinct()), costs.Sum(layer => layer.Macs));
    }

    /// <summary>What the arithmetic of one inference costs by the table of prices.</summary>
    internal static EnergyFigure[] EnergyOf(CostReport cost, MacFormat format) => [EnergyFigure.Arithmetic(cost, format), EnergyFigure.Modelled(cost, format)];

    /// <summary>The answer to each sample: the place of its largest output.</summary>
    internal static void Largest(ReadOnlySpan<float> outputs, int[] answers)
    {
        int length = outputs.Length / answers.Length;
        for (int i = 0; i < answers.Length; i++)
        {
            ReadOnlySpan<float> sample = outputs.Slice(i * length, length);
            int best = 0;
            for (int j = 1; j < length; j++)
            {
                best = sample[j] > sample[best] ? j : best;
            }

            answers[i] = best;
        }
    }
}

/// <summary>Random bytes, and the real numbers that preprocessing makes of them.</summary>
internal sealed class RawSamples
{
    private const ulong Seed = 1;
    private const float Scale = 1f / byte.MaxValue;

    private readonly byte[] _bytes;

    public RawSamples(int count)
    {
        RandomStream random = new(Seed, "raw samples");
        _bytes = new byte[count];
        Real = new float[count];
        for (int i = 0; i < count; i++)
        {
            _bytes[i] = (byte)random.NextUInt32();
        }
    }

    /// <summary>The real numbers in [0, 1], after <see cref="Preprocess"/>.</summary>
    public float[] Real { get; }

    public void Preprocess()
    {
        for (int i = 0; i < _bytes.Length; i++)
        {
            Real[i] = _bytes[i] * Scale;
        }
    }
}
