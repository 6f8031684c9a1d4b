namespace Bantam.Model;

/// <summary>Repeats a tensor along axes of length 1, or that it lacks, up to a shape: the gradient of a sum, as <see cref="SumTo"/> is of this.</summary>
internal sealed record BroadcastTo(Shape Shape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        TensorType full = inputs[0] with { Shape = Shape };
        return new Shape(Broadcasting.Lengths(this, inputs[0], full, 0)) == Shape
            ? full
            : throw new ShapeException($"{Name} repeats axes of length 1, so {inputs[0]} does not become {Shape}.");
    }

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new SumTo(call.Inputs[0].Shape).Apply(upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        BroadcastWalk walk = BroadcastWalk.Of(Shape.Lengths, call.Inputs[0].Shape.Lengths, []);
        for (int row = 0; row < walk.Rows; row++)
        {
            Span<T> run = y.Slice(row * walk.Run, walk.Run);
            (int start, _) = walk.Start(row);
            if (walk.StepA == 0 && run.Length > 0)
            {
                run.Fill(x[start]);
            }
            else
            {
                x.Slice(start, run.Length).CopyTo(run);
            }
        }
    }
}

/// <summary>Sums over the axes along which a shape was repeated: the gradient of a broadcast operand.</summary>
internal sealed record SumTo(Shape Shape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        TensorType reduced = inputs[0] with { Shape = Shape };
        return new Shape(Broadcasting.Lengths(this, reduced, inputs[0], 0)) == inputs[0].Shape
            ? reduced
            : throw new ShapeException($"{Name} undoes a broadcast, but {Shape} was never repeated to {inputs[0]}.");
    }

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new BroadcastTo(call.Inputs[0].Shape).Apply(upstream)];

    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, inputs[0].Shape.Count);

    protected internal override void Compute<T>(OpCall call) => Reduction.Sum(Walk(call), call.In<T>(0), call.Out<T>());

    protected internal override bool TryComputeFast(OpCall call)
    {
        Reduction.FastSum(Walk(call), call.In<float>(0), call.Out<float>());
        return true;
    }

    private BroadcastWalk Walk(OpCall call) => BroadcastWalk.Of(call.Inputs[0].Shape.Lengths, Shape.Lengths, []);
}
