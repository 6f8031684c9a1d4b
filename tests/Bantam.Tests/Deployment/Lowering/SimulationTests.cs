using System.Runtime.InteropServices;
using System.Globalization;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>The integers of a plan against the simulation of quantization in floating point that they stand for.</summary>
public sealed class SimulationTests
{
    private const int Samples = 30;

    private static readonly string[] Names = [.. SampleNetworks.Names, .. Enumerable.Range(1, 20).Select(seed => $"random{seed}")];

    [Theory]
    [Trait("Ledger", "S342")]
    [InlineData(RoundingProfile.Tflm)]
    [InlineData(RoundingProfile.Single)]
    [InlineData(RoundingProfile.OnnxHalfToEven)]
    public void From_the_same_codes_each_step_is_within_one_code_of_its_op_in_floating_point(RoundingProfile rounding)
    {
        Differences differences = new();
        foreach (string name in Names)
        {
            CompareSteps(SampleNetworks.Quantized(name), rounding, differences);
        }

        Report(differences);
        Assert.True(differences.ShareWithinOne == 1, differences.ToString());
        Assert.True(differences.ShareEqual >= 0.98, differences.ToString());
    }

    [Theory]
    [Trait("Ledger", "S342")]
    [InlineData(RoundingProfile.Tflm)]
    [InlineData(RoundingProfile.Single)]
    [InlineData(RoundingProfile.OnnxHalfToEven)]
    public void Through_whole_networks_nearly_every_code_stays_within_one_of_the_simulated(RoundingProfile rounding)
    {
        Differences differences = new();
        foreach (Graph quantized in Names.Select(SampleNetworks.Quantized).Where(SimulatesEveryRounding))
        {
            CompareNetwork(quantized, rounding, differences);
        }

        Report(differences);
        Assert.True(differences.ShareWithinOne >= 0.999, differences.ToString());
    }

    /// <summary>An average of codes is rounded on the device, and in the simulation only by what comes after it.</summary>
    private static bool SimulatesEveryRounding(Graph graph) => graph.Nodes.All(node => node.Op is not AveragePool);

    private static void Report(Differences differences) => TestContext.Current.TestOutputHelper?.WriteLine(differences.ToString());

    private static void CompareSteps(Graph quantized, RoundingProfile rounding, Differences differences)
    {
        Plan plan = Lowering.Lower(quantized, rounding);
        Dictionary<string, Node> nodes = quantized.Nodes.ToDictionary(node => node.Name);
        PlanRuntime runtime = new(plan);
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 6);
        Dictionary<int, sbyte[]> buffers = [];
        for (int start = 0; start < codes.Length; start += plan.Input.Bytes)
        {
            buffers[0] = codes[start..(start + plan.Input.Bytes)];
            runtime.Run(buffers[0], (step, output) => buffers[plan.Steps[step].Output] = MemoryMarshal.Cast<byte, sbyte>(output).ToArray());
            foreach (PlanStep step in plan.Steps)
            {
                Tensor real = Evaluate(nodes[step.Name], quantized, new(step.Inputs.Select(input => Dequantized(plan.Buffers[input], buffers[input]))));
                differences.Count(real.Span<float>(), buffers[step.Output], plan.Buffers[step.Output].Parameters);
            }
        }
    }

    /// <summary>A node's op on given activations; what it reads besides comes from the graph.</summary>
    private static Tensor Evaluate(Node node, Graph graph, Queue<Tensor> activations) => node.Op.Apply(
    [
        .. node.Inputs.Select(input => input switch
        {
            Parameter parameter => graph.Values[parameter],
            Node { IsConstant: true } constant => Evaluate(constant, graph, new()),
            _ => activations.Dequeue().ViewAs(input.Type.Shape),
        }),
    ]);

    private static Tensor Dequantized(PlanBuffer buffer, sbyte[] codes)
    {
        Tensor tensor = Tensor.Zeros(buffer.Shape.WithBatch(1));
        QuantizeInt8.ToFloat(buffer.Parameters, codes, tensor.Span<float>());
        return tensor;
    }

    private static void CompareNetwork(Graph quantized, RoundingProfile rounding, Differences differences)
    {
        Plan plan = Lowering.Lower(quantized, rounding);
        PlanRuntime runtime = new(plan);
        Tensor batch = SampleNetworks.Batch(quantized, Samples, "test");
        Dictionary<string, Tensor> simulated = [];
        quantized.Run(batch, parameter => quantized.Values[parameter], isTraining: false, (node, output) => simulated[node.Name] = output);
        sbyte[] codes = new sbyte[plan.Input.Bytes];
        for (int sample = 0; sample < Samples; sample++)
        {
            QuantizeInt8.FromFloat(plan.Input.Parameters, RoundingProfile.Tflm, batch.Span<float>().Slice(sample * codes.Length, codes.Length), codes);
            int number = sample;
            runtime.Run(codes, (step, output) =>
            {
                ReadOnlySpan<float> values = simulated[plan.StepNames[step]].Span<float>().Slice(number * output.Length, output.Length);
                differences.Count(values, MemoryMarshal.Cast<byte, sbyte>(output), plan.Buffers[plan.Steps[step].Output].Parameters);
            });
        }
    }

    private sealed class Differences
    {
        private long _total;
        private long _equal;
        private long _withinOne;

        public double ShareEqual => (double)_equal / _total;

        public double ShareWithinOne => (double)_withinOne / _total;

        public void Count(ReadOnlySpan<float> real, ReadOnlySpan<sbyte> codes, QuantizationParameters parameters)
        {
            for (int i = 0; i < codes.Length; i++)
            {
                int difference = Math.Abs(codes[i] - parameters.Quantize(real[i]));
                _total++;
                _equal += difference == 0 ? 1 : 0;
                _withinOne += difference <= 1 ? 1 : 0;
            }
        }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{_total} values, {100 * ShareEqual:F3} % equal, {100 * ShareWithinOne:F4} % within one code");
    }
}
