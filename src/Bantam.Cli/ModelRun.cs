using System.Runtime.InteropServices;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>Is shown the bytes that each step of an inference computes.</summary>
internal delegate void LayerObserver(ReadOnlySpan<byte> bytes);

/// <summary>A network that can be run on bytes: the plan of a quantized one, otherwise its ops in floating point.</summary>
internal abstract class ModelRun
{
    public abstract IReadOnlyList<RunTensor> Inputs { get; }

    public abstract IReadOnlyList<RunTensor> Outputs { get; }

    /// <summary>Prepares a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="rounding">How a plan rounds.</param>
    /// <param name="path">With which kernels to compute; the plain ones of networks of real numbers compute in double precision.</param>
    /// <exception cref="UnsupportedException">The network is quantized, but has an op without an integer form; or the machine does not have the instructions.</exception>
    /// <exception cref="ArgumentException">Instructions are named for a network of real numbers.</exception>
    public static ModelRun Of(Graph graph, RoundingProfile rounding, KernelPath path) => graph.Nodes.Any(node => node.Op is FakeQuantize)
        ? new PlanRun(Lowering.Lower(graph, rounding), path)
        : new FloatRun(graph, path.IsReference || path.IsFastest ? path.IsReference : throw new ArgumentException($"--path {path.Name} chooses integer kernels, but the network computes in Float32. Use auto or reference; the variable BANTAM_SIMD narrows vectors of Float32."));

    /// <summary>Computes one inference.</summary>
    /// <param name="inputs">The bytes of each input tensor.</param>
    /// <param name="observe">Is shown every step's output; optional.</param>
    /// <returns>The bytes of each output tensor.</returns>
    public abstract byte[][] Compute(byte[][] inputs, LayerObserver? observe);

    private sealed class PlanRun(Plan plan, KernelPath path) : ModelRun
    {
        public override IReadOnlyList<RunTensor> Inputs => [.. plan.Inputs.Select(Of)];

        public override IReadOnlyList<RunTensor> Outputs => [.. plan.Outputs.Select(Of)];

        public override byte[][] Compute(byte[][] inputs, LayerObserver? observe) => path.IsReference ? ByReference(inputs, observe) : ByEngine(inputs, observe);

        private byte[][] ByReference(byte[][] inputs, LayerObserver? observe)
        {
            PlanRuntime runtime = new(plan);
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i].CopyTo(runtime.InputBytes(i));
            }

            runtime.Run(observe is null ? null : (_, codes) => observe(codes));
            return [.. Enumerable.Range(0, plan.Outputs.Count).Select(i => runtime.OutputBytes(i).ToArray())];
        }

        private byte[][] ByEngine(byte[][] inputs, LayerObserver? observe)
        {
            Engine engine = Engine.Of(plan, new EngineOptions { Path = path.Instructions });
            byte[] output = new byte[engine.OutputBytes];
            engine.Run(MemoryMarshal.Cast<byte, sbyte>(inputs.SelectMany(bytes => bytes).ToArray()), MemoryMarshal.Cast<byte, sbyte>(output.AsSpan()), (_, codes) => observe?.Invoke(codes));
            List<byte[]> outputs = [];
            int start = 0;
            foreach (PlanBuffer buffer in plan.Outputs)
            {
                outputs.Add(output[start..(start + buffer.Bytes)]);
                start += buffer.Bytes;
            }

            return [.. outputs];
        }

        private static RunTensor Of(PlanBuffer buffer) =>
            new(buffer.Name, buffer.Shape.WithBatch(1).Lengths.ToArray(), buffer.Element.ToString().ToLowerInvariant(), buffer.Parameters.Scale, buffer.Parameters.ZeroPoint) { Bytes = buffer.Bytes };
    }

    private sealed class FloatRun(Graph graph, bool isReference) : ModelRun
    {
        public override IReadOnlyList<RunTensor> Inputs => [.. graph.Inputs.Select(Of)];

        public override IReadOnlyList<RunTensor> Outputs => [.. graph.Outputs.Select(Of)];

        public override byte[][] Compute(byte[][] inputs, LayerObserver? observe)
        {
            Dictionary<Value, Tensor> computed = new(ReferenceEqualityComparer.Instance);
            foreach ((GraphInput input, byte[] bytes) in graph.Inputs.Zip(inputs))
            {
                computed[input] = Read(Tensor.From(input.Type.Shape, MemoryMarshal.Cast<byte, float>(bytes)));
            }

            foreach (Node node in graph.Nodes)
            {
                computed[node] = node.Op.Apply([.. node.Inputs.Select(value => value is Parameter parameter ? Read(graph.Values[parameter]) : computed[value])]);
                if (!node.IsConstant)
                {
                    observe?.Invoke(BytesOf(computed[node]));
                }
            }

            return [.. graph.Outputs.Select(output => BytesOf(computed[output]))];
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

        private static RunTensor Of(Value value) =>
            new(value.Name, value.Type.Shape.Lengths.ToArray(), "float32", null, null) { Bytes = value.Type.Shape.Count * sizeof(float) };
    }
}
