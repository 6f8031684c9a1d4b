using System.Numerics;

namespace Bantam.Model;

/// <summary>1 where the first of two elements is larger than the second, 0 elsewhere, also beside a NaN; shapes are broadcast.</summary>
internal sealed record Exceeds : Op
{
    /// <summary>Whether equal elements give 1 too.</summary>
    public bool CountsEqual { get; init; }

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Broadcasting.Infer(this, inputs);

    protected internal override void Compute<T>(OpCall call)
    {
        if (CountsEqual)
        {
            Broadcasting.Compute<T, OrEqual>(call);
        }
        else
        {
            Broadcasting.Compute<T, Strictly>(call);
        }
    }

    private readonly struct Strictly : IBinaryFunction
    {
        public static T Of<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => a > b ? T.One : T.Zero;
    }

    private readonly struct OrEqual : IBinaryFunction
    {
        public static T Of<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => a >= b ? T.One : T.Zero;
    }
}

/// <summary>The gradients of the larger and the smaller of two tensors.</summary>
internal static class Extremum
{
    /// <summary>The gradient of an operand: that of the result where the operand was taken, 0 elsewhere.</summary>
    /// <param name="larger">The tensor that must be the larger one there.</param>
    /// <param name="smaller">The other one.</param>
    /// <param name="countsEqual">Whether equal elements count as taken.</param>
    /// <param name="upstream">The gradient of the result.</param>
    public static Tensor GradientWhere(Tensor larger, Tensor smaller, bool countsEqual, Tensor upstream)
    {
        Tensor mask;

        // Which operand is taken does not change with small changes of either.
        using (NoGrad quiet = new())
        {
            mask = new Exceeds { CountsEqual = countsEqual }.Apply(larger, smaller);
        }

        return new Multiply().Apply(mask, upstream);
    }
}
