namespace Bantam.Model;

/// <summary>Adds a border of one value along any axes.</summary>
/// <param name="Before">How many elements to add before the first one, along each axis.</param>
/// <param name="After">How many elements to add after the last one, along each axis.</param>
/// <param name="Value">The value of the border; finite.</param>
/// <remarks>
/// Shapes: [L₀, L₁, …] becomes [B₀+L₀+A₀, B₁+L₁+A₁, …]. The gradient of what was there passes; the border has none. A
/// convolution that pads itself (<see cref="Conv2d.Padding"/>) needs no copy.
/// </remarks>
public sealed record Pad(Shape Before, Shape After, double Value = 0) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        TensorType input = Expect.Unary(this, inputs);
        Expect.Finite(this, "value of the border", Value);
        int rank = input.Shape.Rank;
        if (Before.Rank != rank || After.Rank != rank)
        {
            throw new ShapeException($"{Name} needs one number before and one after for each axis of {input}, but got {Before} and {After}.");
        }

        int[] lengths = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            long length = (long)Before[axis] + input.Shape[axis] + After[axis];
            lengths[axis] = length <= int.MaxValue
                ? (int)length
                : throw new ShapeException($"{Name} would make axis {axis} of {input} {length} elements long, more than a tensor can hold.");
        }

        return input with { Shape = new Shape(lengths) };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor inner = upstream;
        Shape input = call.Inputs[0].Shape;
        for (int axis = 0; axis < input.Rank; axis++)
        {
            if (Before[axis] + After[axis] > 0)
            {
                inner = new Slice(axis, Before[axis], input[axis]).Apply(inner);
            }
        }

        return [inner];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        Shape input = call.Inputs[0].Shape;
        y.Fill(T.CreateSaturating(Value));
        int run = input.Rank == 0 ? 1 : input[^1];
        for (int row = 0; run > 0 && row < x.Length / run; row++)
        {
            x.Slice(row * run, run).CopyTo(y[Target(row, input, call.Output.Shape)..]);
        }
    }

    /// <summary>Where the first element of a row of the input lies in the output.</summary>
    private int Target(int row, Shape input, Shape output)
    {
        int target = input.Rank == 0 ? 0 : Before[^1];
        int step = input.Rank == 0 ? 1 : output[^1];
        for (int axis = input.Rank - 2; axis >= 0; axis--)
        {
            (row, int index) = Math.DivRem(row, input[axis]);
            target += (Before[axis] + index) * step;
            step *= output[axis];
        }

        return target;
    }
}
