using System.Numerics;
using System.Text.Json.Serialization;

namespace Bantam.Model;

/// <summary>One kind of computation on tensors, with its attributes: the shared vocabulary of eager tensors and graphs.</summary>
/// <remarks>
/// <para>An op is an immutable value. It infers the type of its output, computes it into memory that it is given, and
/// states its gradient in terms of other ops; so the same record runs eagerly, is recorded and replayed by a
/// training step, is counted, quantized and written as C.</para>
/// <para>To add an op of your own, derive from this class: <see cref="Infer"/>, <see cref="Compute{T}"/> and, where gradients
/// flow through it, <see cref="Gradient"/> (the local vector-Jacobian product times the upstream gradient).</para>
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "op")]
[JsonDerivedType(typeof(Add), nameof(Add))]
[JsonDerivedType(typeof(Subtract), nameof(Subtract))]
[JsonDerivedType(typeof(Multiply), nameof(Multiply))]
[JsonDerivedType(typeof(Divide), nameof(Divide))]
[JsonDerivedType(typeof(Scale), nameof(Scale))]
[JsonDerivedType(typeof(Exp), nameof(Exp))]
[JsonDerivedType(typeof(Log), nameof(Log))]
[JsonDerivedType(typeof(Sqrt), nameof(Sqrt))]
[JsonDerivedType(typeof(Power), nameof(Power))]
[JsonDerivedType(typeof(Sign), nameof(Sign))]
[JsonDerivedType(typeof(Clip), nameof(Clip))]
[JsonDerivedType(typeof(Maximum), nameof(Maximum))]
[JsonDerivedType(typeof(Minimum), nameof(Minimum))]
[JsonDerivedType(typeof(Abs), nameof(Abs))]
[JsonDerivedType(typeof(Round), nameof(Round))]
[JsonDerivedType(typeof(Floor), nameof(Floor))]
[JsonDerivedType(typeof(Ceiling), nameof(Ceiling))]
[JsonDerivedType(typeof(Relu), nameof(Relu))]
[JsonDerivedType(typeof(Relu6), nameof(Relu6))]
[JsonDerivedType(typeof(BoundedRelu), nameof(BoundedRelu))]
[JsonDerivedType(typeof(LeakyRelu), nameof(LeakyRelu))]
[JsonDerivedType(typeof(Elu), nameof(Elu))]
[JsonDerivedType(typeof(Sigmoid), nameof(Sigmoid))]
[JsonDerivedType(typeof(Tanh), nameof(Tanh))]
[JsonDerivedType(typeof(HardSwish), nameof(HardSwish))]
[JsonDerivedType(typeof(Softmax), nameof(Softmax))]
[JsonDerivedType(typeof(LogSoftmax), nameof(LogSoftmax))]
[JsonDerivedType(typeof(MatMul), nameof(MatMul))]
[JsonDerivedType(typeof(Dense), nameof(Dense))]
[JsonDerivedType(typeof(Conv2d), nameof(Conv2d))]
[JsonDerivedType(typeof(DepthwiseConv2d), nameof(DepthwiseConv2d))]
[JsonDerivedType(typeof(ConvTranspose2d), nameof(ConvTranspose2d))]
[JsonDerivedType(typeof(MaxPool), nameof(MaxPool))]
[JsonDerivedType(typeof(AveragePool), nameof(AveragePool))]
[JsonDerivedType(typeof(GlobalAveragePool), nameof(GlobalAveragePool))]
[JsonDerivedType(typeof(BatchNorm), nameof(BatchNorm))]
[JsonDerivedType(typeof(Standardize), nameof(Standardize))]
[JsonDerivedType(typeof(LocalResponseNorm), nameof(LocalResponseNorm))]
[JsonDerivedType(typeof(Dropout), nameof(Dropout))]
[JsonDerivedType(typeof(DropBlock), nameof(DropBlock))]
[JsonDerivedType(typeof(Sum), nameof(Sum))]
[JsonDerivedType(typeof(Mean), nameof(Mean))]
[JsonDerivedType(typeof(Max), nameof(Max))]
[JsonDerivedType(typeof(ArgMax), nameof(ArgMax))]
[JsonDerivedType(typeof(Reshape), nameof(Reshape))]
[JsonDerivedType(typeof(Flatten), nameof(Flatten))]
[JsonDerivedType(typeof(Squeeze), nameof(Squeeze))]
[JsonDerivedType(typeof(Unsqueeze), nameof(Unsqueeze))]
[JsonDerivedType(typeof(Transpose), nameof(Transpose))]
[JsonDerivedType(typeof(Permute), nameof(Permute))]
[JsonDerivedType(typeof(Slice), nameof(Slice))]
[JsonDerivedType(typeof(StridedSlice), nameof(StridedSlice))]
[JsonDerivedType(typeof(Pad), nameof(Pad))]
[JsonDerivedType(typeof(Concat), nameof(Concat))]
[JsonDerivedType(typeof(Lstm), nameof(Lstm))]
[JsonDerivedType(typeof(Svdf), nameof(Svdf))]
[JsonDerivedType(typeof(Resize), nameof(Resize))]
[JsonDerivedType(typeof(FakeQuantize), nameof(FakeQuantize))]
[JsonDerivedType(typeof(DequantizeLinear), nameof(DequantizeLinear))]
public abstract record Op
{
    /// <summary>The name in reports, files and messages.</summary>
    [JsonIgnore]
    public string Name => GetType().Name;

    /// <summary>Gives the type of the output for inputs of the given types, or explains why there is none.</summary>
    /// <param name="inputs">The element type and shape of each input.</param>
    /// <returns>The type of the output.</returns>
    /// <exception cref="ShapeException">The inputs do not fit; the message says what was got and what was expected.</exception>
    public abstract TensorType Infer(ReadOnlySpan<TensorType> inputs);

    /// <summary>States the gradient of each input, by applying ops to the upstream gradient.</summary>
    /// <param name="call">The call that was made: inputs, output, and which inputs need a gradient.</param>
    /// <param name="upstream">The gradient of the result with respect to this call's output; same shape as the output.</param>
    /// <returns>One gradient per input, in order; null where none is needed or none exists (an integer input).</returns>
    /// <exception cref="NotDifferentiableException">The op has no gradient.</exception>
    public virtual Tensor?[] Gradient(OpCall call, Tensor upstream) =>
        throw new NotDifferentiableException($"{Name} has no gradient, so Backward cannot pass through it. Detach its input, or replace the op by one with a gradient.");

    /// <summary>Counts the work of one evaluation.</summary>
    /// <param name="inputs">The type of each input.</param>
    /// <param name="output">The type of the output.</param>
    /// <returns>Counts, not times: a device turns counts into cycles and joules.</returns>
    public virtual OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(Macs: 0, OtherOperations: output.Shape.Count);

    /// <summary>The reference kernel: computes the output in the plainest way. It defines what the op means.</summary>
    /// <typeparam name="T">The element type of the output: <see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="call">Inputs to read and output to write.</param>
    protected internal abstract void Compute<T>(OpCall call)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The vectorized Float32 kernel, where there is one.</summary>
    /// <param name="call">Inputs to read and output to write.</param>
    /// <returns>False where there is none for these inputs: the reference kernel then runs.</returns>
    protected internal virtual bool TryComputeFast(OpCall call) => false;

    /// <summary>The output as a view of the first input, for ops that only relabel elements; null for all others.</summary>
    internal virtual Tensor? View(Tensor input) => null;

    /// <summary>The ops that take this one's place while training: batch normalization then uses the statistics of the batch.</summary>
    internal virtual Tensor ApplyInTraining(ReadOnlySpan<Tensor> inputs) => this.Apply(inputs);

    /// <summary>How the op works through a batch sample by sample; null where a sample's output needs other samples.</summary>
    internal virtual SampleWise? BySample(OpCall call) => null;

    /// <summary>Whether computing the output once more is cheaper than writing it to memory and reading it again.</summary>
    internal virtual bool IsCheap => false;

    /// <summary>The op for some consecutive samples of a batch, with the same bits for them.</summary>
    /// <param name="whole">The call for the whole batch.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="continues">Whether the samples share their row of the output with samples before them, whose sum it holds.</param>
    internal virtual Op ForSamples(OpCall whole, int count, bool continues) => this;

    /// <summary>Calls that together give the call's bits: what can work sample by sample, apart from what cannot. Null where nothing is gained.</summary>
    internal virtual IReadOnlyList<OpCall>? Split(OpCall call) => null;

    /// <summary>Fills the output of a call.</summary>
    internal void Run(OpCall call)
    {
        switch (call.Output.Element)
        {
            case ElementType.Float32:
                if (!TryComputeFast(call))
                {
                    Compute<float>(call);
                }

                break;
            case ElementType.Float64:
                Compute<double>(call);
                break;
            default:
                throw new NotSupportedException($"{Name} computes Float32 and Float64; integers run in a plan.");
        }
    }
}

/// <summary>The work of one op for one evaluation.</summary>
/// <param name="Macs">Multiply-accumulates: one multiplication and one addition each, never counted as two. Positions of a window that hang over the edge count too.</param>
/// <param name="OtherOperations">Additions, comparisons, divisions and table look-ups outside of MACs.</param>
public readonly record struct OpCost(long Macs, long OtherOperations)
{
    /// <summary>The sum of two costs.</summary>
    /// <param name="left">One cost.</param>
    /// <param name="right">The other cost.</param>
    /// <returns>The sum, overflow checked.</returns>
    public static OpCost operator +(OpCost left, OpCost right) =>
        checked(new(left.Macs + right.Macs, left.OtherOperations + right.OtherOperations));

    /// <summary>The sum of two costs.</summary>
    /// <param name="left">One cost.</param>
    /// <param name="right">The other cost.</param>
    /// <returns>The sum, overflow checked.</returns>
    public static OpCost Add(OpCost left, OpCost right) => left + right;
}
