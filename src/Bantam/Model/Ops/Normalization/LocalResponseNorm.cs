namespace Bantam.Model;

/// <summary>Divides each element by a power of the squares of the channels around it: the normalization of AlexNet and GoogLeNet.</summary>
/// <param name="Size">The number of channels n in the window; odd, from 1.</param>
/// <param name="Alpha">The factor α of the mean square; AlexNet's is written for the sum, so it is 5·10⁻⁴ here.</param>
/// <param name="Beta">The exponent β.</param>
/// <param name="Bias">The constant k, above 0.</param>
/// <remarks>
/// <c>y[..,c] = x[..,c]·s[..,c]^−β</c>, <c>s[..,c] = k + α/n·Σ x[..,j]²</c> over the channels j within n/2 of c; channels
/// beyond the edge are 0. A NaN makes all channels NaN whose window holds it. Shapes: [N, …, C]. Source: Krizhevsky et al., 2012.
/// </remarks>
public sealed record LocalResponseNorm(int Size = 5, double Alpha = 5e-4, double Beta = 0.75, double Bias = 2) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        Expect.Finite(this, "alpha", Alpha);
        Expect.Finite(this, "beta", Beta);
        Expect.Finite(this, "bias", Bias);
        if (Size < 1 || Size % 2 == 0 || Bias <= 0 || Alpha < 0)
        {
            throw new ShapeException($"LocalResponseNorm needs an odd window of 1 or more channels, a factor of 0 or more and a bias above 0, but got {this}.");
        }

        return inputs[0].Shape.Rank >= 2
            ? inputs[0]
            : throw new ShapeException($"LocalResponseNorm expects a batch and a channel axis, [N, .., C], but got {inputs[0]}.");
    }

    /// <inheritdoc/>
    /// <remarks><c>x̄ = ȳ·s^−β − 2αβ/n·x·Σ (ȳ·x·s^(−β−1))</c>: the window is symmetric, so the same sum leads back.</remarks>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor x = call.Inputs[0];
        Tensor bias = x.Element == ElementType.Float64 ? Tensor.Scalar(Bias) : Tensor.Scalar((float)Bias);
        Tensor scale = (Alpha * WindowMean(x * x)) + bias;
        Tensor spread = WindowMean(upstream * x * scale.Power(-Beta - 1));
        return [(upstream * scale.Power(-Beta)) - (2 * Alpha * Beta * (x * spread))];
    }

    /// <summary>A square, a factor and a power for each element, and an addition for each channel of its window.</summary>
    /// <param name="inputs">Type of x.</param>
    /// <param name="output">Type of y.</param>
    /// <returns>The counts.</returns>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, checked((long)output.Shape.Count * (Size + 3L)));

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        int channels = call.Inputs[0].Shape[^1];
        T alpha = T.CreateSaturating(Alpha / Size);
        T bias = T.CreateSaturating(Bias);
        T exponent = T.CreateSaturating(-Beta);
        for (int i = 0; i < y.Length; i++)
        {
            int first = i - (i % channels);
            T sum = T.Zero;
            for (int j = Math.Max(i - (Size / 2), first); j <= Math.Min(i + (Size / 2), first + channels - 1); j++)
            {
                sum += x[j] * x[j];
            }

            y[i] = x[i] * T.Pow(bias + (alpha * sum), exponent);
        }
    }

    /// <summary>The mean over the window of each channel: a pooling along the channels of a zero-padded image of one channel.</summary>
    private Tensor WindowMean(Tensor t)
    {
        int channels = t.Shape[^1];
        Tensor rows = new Reshape([t.Shape.WithoutBatch().Count / Math.Max(channels, 1), channels, 1]).Apply(t);
        Tensor means = new AveragePool { Kernel = new Size2d(1, Size), Stride = 1 }.Apply(rows.Pad([0, 0, Size / 2, 0], [0, 0, Size / 2, 0]));
        return new Reshape(t.Shape.WithoutBatch()).Apply(means);
    }
}
