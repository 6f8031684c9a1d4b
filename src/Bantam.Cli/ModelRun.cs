using System.Runtime.InteropServices;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>Is shown the bytes that each step of an inference computes.</summary>
internal delegate void LayerObserver(ReadOnlySpan<byte> bytes);

/// <summary>A network that can be run on bytes: the plan of a quantized one, otherwise its ops in floating point.</summary>
internal abstract class ModelRun
{
    public abstract RunTensor Input { get; }

    public abstract RunTensor Output { get; }

    /// <summary>The size of one input.</summary>
    public abstract int InputBytes { get; }

    /// <summary>Prepares a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="rounding">How a plan rounds.</param>
    /// <param name="isReference">Whether to compute with the plain kernels that define each op, in double precision where there are real numbers.</param>
    /// <exception cref="UnsupportedException">The network is quantized, but has an op without an integer form.</exception>
    public static ModelRun Of(Graph graph, RoundingProfile rounding, bool isReference) => graph.Nodes.Any(node => node.Op is FakeQuantize)
        ? new PlanRun(Lowering.Lower(graph, rounding))
        : new FloatRun(graph, isReference);

    /// <summary>Computes one inference.</summary>
    /// <param name="input">The bytes of the input tensor.</param>
    /// <param name="observe">Is shown every step's output; optional.</param>
    /// <returns>The bytes of the output tensor.</returns>
    public abstract byte[] Compute(byte[] input, LayerObserver? observe);

    private sealed class PlanRun(Plan plan) : ModelRun
    {
        public override RunTensor Input => Of(plan.Input);

        public override RunTensor Output => Of(plan.Output);

        public override int InputBytes => plan.Input.Bytes;

        public override byte[] Compute(byte[] input, LayerObserver? observe)
        {
            StepObserver? steps = observe is null ? null : (_, codes) => observe(MemoryMarshal.AsBytes(codes));
            return MemoryMarshal.AsBytes(new PlanRuntime(plan).Run(MemoryMarshal.Cast<byte, sbyte>(input), steps)).ToArray();
        }

        private static RunTensor Of(PlanBuffer buffer) =>
            new(buffer.Name, buffer.Shape.WithBatch(1).Lengths.ToArray(), "int8", buffer.Parameters.Scale, buffer.Parameters.ZeroPoint);
    }

    private sealed class FloatRun(Graph graph, bool isReference) : ModelRun
    {
        public override RunTensor Input => Of(graph.Input);

        public override RunTensor Output => Of(graph.Output);

        public override int InputBytes => graph.Input.SampleShape.Count * sizeof(float);

        public override byte[] Compute(byte[] input, LayerObserver? observe)
        {
            Tensor sample = Tensor.From(graph.Input.SampleShape.WithBatch(1), MemoryMarshal.Cast<byte, float>(input));
            Dictionary<Value, Tensor> computed = new(ReferenceEqualityComparer.Instance) { [graph.Input] = Read(sample) };
            foreach (Node node in graph.Nodes)
            {
                Tensor[] inputs = [.. node.Inputs.Select(value => value is Parameter parameter ? Read(graph.Values[parameter]) : computed[value])];
                Tensor output = node.Op.Apply(inputs);
                computed[node] = output;
                if (!node.IsConstant)
                {
                    observe?.Invoke(BytesOf(output));
                }
            }

            return BytesOf(computed[graph.Output]);
        }

        /// <summary>In double precision ops have no kernels but the plain ones.</summary>
        private Tensor Read(Tensor tensor) => isReference && tensor.Element == ElementType.Float32
            ? Tensor.From(tensor.Shape, Array.ConvertAll(tensor.ToArray<float>(), value => (double)value))
            : tensor;

        private static byte[] BytesOf(Tensor tensor)
        {
            float[] values = tensor.Element == ElementType.Float64 ? Array.ConvertAll(tensor.ToArray<double>(), value => (float)value) : tensor.ToArray<float>();
            return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        }

        private static RunTensor Of(Value value) => new(value.Name, value.Type.Shape.Lengths.ToArray(), "float32", null, null);
    }
}
