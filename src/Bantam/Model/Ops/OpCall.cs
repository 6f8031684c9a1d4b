namespace Bantam.Model;

/// <summary>An op together with the tensors that it reads and the tensor that it writes.</summary>
public sealed class OpCall
{
    private readonly Tensor[] _inputs;

    internal OpCall(Op op, Tensor[] inputs, Tensor output)
    {
        Op = op;
        _inputs = inputs;
        Output = output;
    }

    /// <summary>The op.</summary>
    public Op Op { get; }

    /// <summary>The tensors that it reads.</summary>
    public IReadOnlyList<Tensor> Inputs => _inputs;

    /// <summary>The tensor that it writes.</summary>
    public Tensor Output { get; }

    /// <summary>Its second input, the weights, packed for its kernel; null where nobody did that.</summary>
    internal PackedWeights? Packed { get; set; }

    /// <summary>Mirrored weights that whoever replays this call keeps packed; null elsewhere.</summary>
    internal MirroredWeights? Mirrored { get; set; }

    /// <summary>The sizes of a window over its inputs, kept from the first run to the next: shapes of a call never change.</summary>
    internal WindowGeometry? Geometry { get; set; }

    /// <summary>The packed weights, or null.</summary>
    internal unsafe float* PanelsOfWeights => Packed is null ? null : Packed.Panels;

    /// <summary>An input; quicker than through the list.</summary>
    internal Tensor Input(int index) => _inputs[index];

    /// <summary>The elements of an input, row-major.</summary>
    /// <typeparam name="T">Their .NET type.</typeparam>
    /// <param name="index">Which input.</param>
    /// <returns>The elements, to be read.</returns>
    public ReadOnlySpan<T> In<T>(int index)
        where T : unmanaged => _inputs[index].Span<T>();

    /// <summary>The elements of an optional input: empty where the call has fewer inputs.</summary>
    /// <typeparam name="T">Their .NET type.</typeparam>
    /// <param name="index">Which input.</param>
    /// <returns>The elements, to be read.</returns>
    public ReadOnlySpan<T> OptionalIn<T>(int index)
        where T : unmanaged => index < _inputs.Length ? _inputs[index].Span<T>() : default;

    /// <summary>The elements of the output, row-major.</summary>
    /// <typeparam name="T">Their .NET type.</typeparam>
    /// <returns>The elements, to be written.</returns>
    public Span<T> Out<T>()
        where T : unmanaged => Output.Span<T>();

    /// <summary>Whether an input exists and wants a gradient, so that a gradient that nobody reads is not computed.</summary>
    /// <param name="index">Which input.</param>
    /// <returns>Whether to compute it.</returns>
    public bool NeedsGradient(int index) => index < _inputs.Length && _inputs[index].RequiresGrad;
}

/// <summary>The origin of a recorded tensor: the call that wrote it.</summary>
internal sealed class CallOrigin(OpCall call) : TensorOrigin
{
    public OpCall Call { get; } = call;
}
