namespace Bantam.Model;

/// <summary>The largest value in each window, channel by channel.</summary>
/// <remarks><c>y[n,h,w,c] = maxᵢⱼ x[n, h·s+i, w·s+j, c]</c>. The gradient goes to the first position (row by row) that holds the maximum, and
/// to no other (notes: lines 2061-2076). A NaN in a window makes its output NaN.</remarks>
public sealed partial record MaxPool : Op
{
    /// <summary>Size of the window in input pixels.</summary>
    public Size2d Kernel { get; init; } = 2;

    /// <summary>Step of the window in input pixels.</summary>
    public Size2d Stride { get; init; } = 2;

    /// <summary>Rows and columns around the input, which every window leaves out; fewer than the window has.</summary>
    public Padding Padding { get; init; }

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Rank(this, inputs[0], 4, "an input in NHWC");
        return inputs[0] with { Shape = Window.OutputShape(Geometry(inputs[0].Shape)) };
    }

    /// <summary>The sizes of this pooling on an input of a given shape.</summary>
    /// <param name="input">The shape of x, NHWC.</param>
    /// <returns>The geometry.</returns>
    public WindowGeometry Geometry(Shape input) => Window.OverPool(this, input, Kernel, Stride, Padding);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
        [new MaxPoolGradient(this).Apply(call.Inputs[0], call.Output, upstream)];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) =>
        new(0, checked((long)output.Shape.Count * Kernel.Height * Kernel.Width));

    internal override SampleWise? BySample(OpCall call) => new(0b1);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        WindowGeometry g = Geometry(call.Inputs[0].Shape);
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        PoolWindows windows = new(g);
        for (int i = 0; i < y.Length; i++)
        {
            windows.MoveTo(i);
            T maximum = T.NegativeInfinity;
            foreach (int position in windows)
            {
                maximum = T.Max(maximum, x[position]);
            }

            y[i] = maximum;
        }
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry(call.Inputs[0].Shape);
        fixed (float* x = call.In<float>(0), y = call.Out<float>())
        {
            PoolingKernels.MaxForward(in g, x, y);
        }

        return true;
    }
}
