namespace Bantam.Model;

/// <summary>Routes the gradient of each max-pooling window to the first position that holds its maximum. Inputs: x, y, ȳ.</summary>
internal sealed record MaxPoolGradient(MaxPool Pool) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [null, null, new MaxPoolPick(Pool).Apply(call.Inputs[0], call.Inputs[1], upstream)];

    internal override SampleWise? BySample(OpCall call) => new(0b111);

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        ReadOnlySpan<T> y = call.In<T>(1);
        ReadOnlySpan<T> upstream = call.In<T>(2);
        Span<T> gradient = call.Out<T>();
        gradient.Clear();
        PoolWindows windows = new(Pool.Geometry(call.Inputs[0].Shape));
        for (int i = 0; i < y.Length; i++)
        {
            windows.MoveTo(i);
            foreach (int position in windows)
            {
                if (x[position] == y[i])
                {
                    gradient[position] += upstream[i];
                    break;
                }
            }
        }
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Pool.Geometry(call.Inputs[0].Shape);
        fixed (float* x = call.In<float>(0), y = call.In<float>(1), upstream = call.In<float>(2), gradient = call.Out<float>())
        {
            PoolingKernels.MaxGradient(in g, x, y, upstream, gradient);
        }

        return true;
    }
}

/// <summary>Reads, for each max-pooling window, a second image at the first position that holds the maximum of the first: the transpose of <see cref="MaxPoolGradient"/>. Inputs: x, y, and the image to read, of the shape of x.</summary>
internal sealed record MaxPoolPick(MaxPool Pool) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[1];

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [null, null, new MaxPoolGradient(Pool).Apply(call.Inputs[0], call.Inputs[1], upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        ReadOnlySpan<T> y = call.In<T>(1);
        ReadOnlySpan<T> image = call.In<T>(2);
        Span<T> picked = call.Out<T>();
        PoolWindows windows = new(Pool.Geometry(call.Inputs[0].Shape));
        for (int i = 0; i < y.Length; i++)
        {
            windows.MoveTo(i);
            picked[i] = T.Zero;
            foreach (int position in windows)
            {
                if (x[position] == y[i])
                {
                    picked[i] = image[position];
                    break;
                }
            }
        }
    }
}

/// <summary>Spreads the gradient of each average-pooling window evenly over it. Input: ȳ.</summary>
internal sealed record AveragePoolGradient(AveragePool Pool, Shape InputShape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = InputShape };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [Pool.Apply(upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> upstream = call.In<T>(0);
        Span<T> gradient = call.Out<T>();
        gradient.Clear();
        PoolWindows windows = new(Pool.Geometry(InputShape));
        for (int i = 0; i < upstream.Length; i++)
        {
            windows.MoveTo(i);
            T share = upstream[i] / T.CreateSaturating(windows.Count);
            foreach (int position in windows)
            {
                gradient[position] += share;
            }
        }
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        WindowGeometry g = Pool.Geometry(InputShape);
        fixed (float* upstream = call.In<float>(0), gradient = call.Out<float>())
        {
            AveragePoolKernels.Gradient(in g, upstream, gradient);
        }

        return true;
    }
}
