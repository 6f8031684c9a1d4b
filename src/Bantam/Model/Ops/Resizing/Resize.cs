namespace Bantam.Model;

/// <summary>Gives images another height and width.</summary>
/// <param name="Size">The new size in pixels, each side at least 1.</param>
/// <remarks>
/// Rows and columns are interpolated apart from each other: <c>y[h, w] = Σᵢ Σⱼ vᵢ·uⱼ·x[rowᵢ(h), columnⱼ(w)]</c>, the weights of
/// each sum adding up to 1. Pixels beyond the border repeat the border. Shapes: [N, H, W, C] becomes
/// [N, Size.Height, Size.Width, C]. The gradient goes to the pixels that were read, with the same weights. A pixel with weight
/// 0 is not read, so that its NaN does not spread.
/// </remarks>
public sealed record Resize(Size2d Size) : Op
{
    /// <summary>How values between pixels arise.</summary>
    public Interpolation Interpolation { get; init; }

    /// <summary>Where new pixels lie among the old ones.</summary>
    public PixelMapping Mapping { get; init; }

    /// <summary>Which neighbor is the nearest; only for <see cref="Interpolation.Nearest"/>.</summary>
    public PixelRounding Rounding { get; init; }

    /// <summary>The vertical scale s of the mapping where it is not the new by the old height: 2.5 makes 5 rows of 2. 0 where it is.</summary>
    public double HeightScale { get; init; }

    /// <summary>The horizontal scale, as <see cref="HeightScale"/>.</summary>
    public double WidthScale { get; init; }

    /// <summary>The slope of the cubic kernel at distance 1: −0.75 and −0.5 are usual.</summary>
    public double CubicSlope { get; init; } = -0.75;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Rank(this, inputs[0], 4, "an input in NHWC");
        Expect.Finite(this, "vertical scale", HeightScale);
        Expect.Finite(this, "horizontal scale", WidthScale);
        Expect.Finite(this, "slope of the cubic kernel", CubicSlope);
        Shape x = inputs[0].Shape;
        return Size is { Height: >= 1, Width: >= 1 } && x[1] >= 1 && x[2] >= 1 && HeightScale >= 0 && WidthScale >= 0
            ? inputs[0] with { Shape = [x[0], Size.Height, Size.Width, x[3]] }
            : throw new ShapeException($"{Name} makes images of at least one pixel from such images, with scales that are not negative, but got {inputs[0]}, the size {Size} and the scales {HeightScale} and {WidthScale}.");
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new ResizeGradient(this, call.Inputs[0].Shape).Apply(upstream)];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        long taps = Interpolation switch { Interpolation.Nearest => 1, Interpolation.Bilinear => 4, _ => 16 };
        return new(0, checked(output.Shape.Count * taps));
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        y.Clear();
        foreach (PixelTap tap in Taps(call.Inputs[0].Shape))
        {
            T weight = T.CreateSaturating(tap.Weight);
            ReadOnlySpan<T> from = x.Slice(tap.Old, tap.Channels);
            Span<T> to = y.Slice(tap.New, tap.Channels);
            for (int c = 0; c < to.Length; c++)
            {
                to[c] += weight * from[c];
            }
        }
    }

    /// <summary>Which old pixel gives which new one how much, in the order of the new ones.</summary>
    /// <param name="input">The shape of x, NHWC.</param>
    internal IEnumerable<PixelTap> Taps(Shape input)
    {
        AxisTap[][] rows = AxisTaps.Of(this, input[1], Size.Height, HeightScale);
        AxisTap[][] columns = AxisTaps.Of(this, input[2], Size.Width, WidthScale);
        int channels = input[3];
        for (int image = 0; image < input[0]; image++)
        {
            for (int pixel = 0; pixel < Size.Height * Size.Width; pixel++)
            {
                foreach (AxisTap row in rows[pixel / Size.Width])
                {
                    foreach (AxisTap column in columns[pixel % Size.Width])
                    {
                        int old = (((image * input[1]) + row.Position) * input[2]) + column.Position;
                        int @new = (image * Size.Height * Size.Width) + pixel;
                        yield return new PixelTap(old * channels, @new * channels, channels, row.Weight * column.Weight);
                    }
                }
            }
        }
    }
}

/// <summary>The contribution of an old pixel to a new one.</summary>
/// <param name="Old">The first element of the old pixel.</param>
/// <param name="New">The first element of the new pixel.</param>
/// <param name="Channels">How many elements a pixel has.</param>
/// <param name="Weight">What the old one is multiplied by; not 0.</param>
internal readonly record struct PixelTap(int Old, int New, int Channels, double Weight);

/// <summary>Gives each old pixel the gradients of the new ones that read it, with their weights.</summary>
internal sealed record ResizeGradient(Resize Resize, Shape Input) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = Input };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [Resize.Apply(upstream)];

    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => Resize.Cost([output], inputs[0]);

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> upstream = call.In<T>(0);
        Span<T> gradient = call.Out<T>();
        gradient.Clear();
        foreach (PixelTap tap in Resize.Taps(Input))
        {
            T weight = T.CreateSaturating(tap.Weight);
            ReadOnlySpan<T> from = upstream.Slice(tap.New, tap.Channels);
            Span<T> to = gradient.Slice(tap.Old, tap.Channels);
            for (int c = 0; c < to.Length; c++)
            {
                to[c] += weight * from[c];
            }
        }
    }
}
