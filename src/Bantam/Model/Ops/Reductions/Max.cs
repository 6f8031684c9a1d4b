using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The largest of all elements, or along some axes.</summary>
/// <remarks>
/// <c>y = maxᵢ xᵢ</c>. The gradient goes to the first element, in row-major order, that is the maximum, and to no other, as in
/// <see cref="MaxPool"/>. Shapes: with axes [1, 2], [N, H, W, C] becomes [N, C], or [N, 1, 1, C] where axes are kept. A
/// maximum of nothing is refused. A NaN makes the maximum NaN; no element then gets a gradient.
/// </remarks>
public sealed record Max : Op
{
    /// <summary>The axes to search; all where omitted, which gives a scalar.</summary>
    public Axes? Axes { get; init; }

    /// <summary>Whether the searched axes stay, with length 1, so that the result can be broadcast against the input.</summary>
    public bool KeepAxes { get; init; }

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        TensorType output = Reduction.Infer(this, inputs, Axes, KeepAxes);
        Reduction.ExpectElements(this, inputs[0], Axes);
        return output;
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor x = call.Inputs[0];
        Tensor mask;

        // Where the maximum lies does not change with small changes of x.
        using (NoGrad quiet = new())
        {
            mask = new FirstMaximum(Axes).Apply(x, Reduction.Unreduced(this, call.Output, x.Type, Axes));
        }

        return [new Multiply().Apply(mask, Reduction.Unreduced(this, upstream, x.Type, Axes))];
    }

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, inputs[0].Shape.Count);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        y.Fill(T.NegativeInfinity);
        BroadcastWalk walk = Reduction.Walk(this, call, Axes);
        for (int row = 0; row < walk.Rows; row++)
        {
            (int target, _) = walk.Start(row);
            ReadOnlySpan<T> run = x.Slice(row * walk.Run, walk.Run);
            for (int i = 0; i < run.Length; i++)
            {
                ref T maximum = ref y[target + (i * walk.StepA)];
                maximum = T.Max(maximum, run[i]);
            }
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        Span<float> y = call.Out<float>();
        y.Fill(float.NegativeInfinity);
        BroadcastWalk walk = Reduction.Walk(this, call, Axes);
        for (int row = 0; walk.Run > 0 && row < walk.Rows; row++)
        {
            (int target, _) = walk.Start(row);
            ReadOnlySpan<float> run = call.In<float>(0).Slice(row * walk.Run, walk.Run);
            if (walk.StepA == 0)
            {
                y[target] = MathF.Max(y[target], MaximumKernels.Of(run));
            }
            else
            {
                Span<float> maxima = y.Slice(target, walk.Run);
                ElementwiseLoop.RunShort<MaxStep>(run, maxima, maxima);
            }
        }

        return true;
    }

    private readonly struct MaxStep : IElementwiseStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Apply<TSimd, TVector>(TVector a, TVector b, TVector low, TVector high)
            where TSimd : struct, ISimd<TVector>
            where TVector : unmanaged => TSimd.Max(a, b);
    }
}

/// <summary>1 at the first element that equals the maximum, 0 elsewhere. Inputs: x, and its maxima with the searched axes kept.</summary>
internal sealed record FirstMaximum(Axes? Axes) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    protected internal override unsafe void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        ReadOnlySpan<T> maxima = call.In<T>(1);
        Span<T> y = call.Out<T>();
        Span<bool> found = new(Scratch.Get<bool>(Scratch.Use.Partials, maxima.Length), maxima.Length);
        found.Clear();
        BroadcastWalk walk = Reduction.Walk(this, call, Axes);
        for (int row = 0; row < walk.Rows; row++)
        {
            (int start, _) = walk.Start(row);
            for (int i = 0; i < walk.Run; i++)
            {
                int at = (row * walk.Run) + i;
                int target = start + (i * walk.StepA);
                bool isFirst = !found[target] && x[at] == maxima[target];
                found[target] |= isFirst;
                y[at] = isFirst ? T.One : T.Zero;
            }
        }
    }
}
