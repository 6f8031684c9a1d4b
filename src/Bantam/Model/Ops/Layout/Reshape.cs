namespace Bantam.Model;

/// <summary>Gives each sample of a batch another shape with the same number of elements. A view: nothing moves.</summary>
/// <param name="SampleShape">The new shape of one sample, without the batch axis.</param>
public sealed record Reshape(Shape SampleShape) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Shape x = inputs[0].Shape;
        if (x.Rank == 0 || x.WithoutBatch().Count != SampleShape.Count)
        {
            throw new ShapeException($"Reshape to {SampleShape} needs {SampleShape.Count} elements per sample, but got {inputs[0]} (the first axis is the batch).");
        }

        return inputs[0] with { Shape = SampleShape.WithBatch(x[0]) };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new ViewAs(call.Inputs[0].Shape).Apply(upstream)];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => default;

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => call.In<T>(0).CopyTo(call.Out<T>());

    internal override Tensor View(Tensor input) => input.ViewAs(SampleShape.WithBatch(input.Shape[0]));
}

/// <summary>Lays out each sample of a batch as one row: [N, …] becomes [N, elements]. A view: nothing moves.</summary>
public sealed record Flatten : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        if (inputs[0].Shape.Rank == 0)
        {
            throw new ShapeException("Flatten needs a batch axis, but got a scalar.");
        }

        return inputs[0] with { Shape = Flattened(inputs[0].Shape) };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new ViewAs(call.Inputs[0].Shape).Apply(upstream)];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => default;

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => call.In<T>(0).CopyTo(call.Out<T>());

    internal override Tensor View(Tensor input) => input.ViewAs(Flattened(input.Shape));

    private static Shape Flattened(Shape shape) => [shape[0], shape.WithoutBatch().Count];
}

/// <summary>The same elements under any other shape, batch axis included: how eager code reshapes. A view.</summary>
internal sealed record ViewAs(Shape Shape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs[0].Shape.Count != Shape.Count)
        {
            throw new ShapeException($"A reshape keeps the number of elements, but {inputs[0]} has {inputs[0].Shape.Count} and {Shape} has {Shape.Count}.");
        }

        return inputs[0] with { Shape = Shape };
    }

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new ViewAs(call.Inputs[0].Shape).Apply(upstream)];

    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => default;

    protected internal override void Compute<T>(OpCall call) => call.In<T>(0).CopyTo(call.Out<T>());

    internal override Tensor View(Tensor input) => input.ViewAs(Shape);
}
