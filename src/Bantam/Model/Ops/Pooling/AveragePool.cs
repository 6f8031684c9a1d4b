namespace Bantam.Model;

/// <summary>The mean of each window, channel by channel; padded positions do not count.</summary>
/// <remarks><c>y = Σ x / n</c>, n the number of positions inside the image. The gradient is spread evenly, ȳ/n to each. A NaN in a window makes its output NaN.</remarks>
public sealed partial record AveragePool : Op
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
        [new AveragePoolGradient(this, call.Inputs[0].Shape).Apply(upstream)];

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
            T sum = T.Zero;
            foreach (int position in windows)
            {
                sum += x[position];
            }

            y[i] = sum / T.CreateSaturating(windows.Count);
        }
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Geometry(call.Inputs[0].Shape);
        fixed (float* x = call.In<float>(0), y = call.Out<float>())
        {
            AveragePoolKernels.Forward(in g, x, y);
        }

        return true;
    }
}
