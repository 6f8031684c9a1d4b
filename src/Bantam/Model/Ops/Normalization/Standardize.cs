namespace Bantam.Model;

/// <summary>Shifts and scales groups of elements to mean 0 and variance 1: the core of layer, instance and group normalization.</summary>
/// <param name="Axes">The axes over which mean and variance are taken.</param>
/// <param name="Epsilon">Added to the variance, so that a constant group divides by no zero; above 0.</param>
/// <remarks>
/// <para><c>y = (x − μ)/√(σ² + ε)</c>, σ² the biased variance; x̄ = (ȳ − mean(ȳ) − y·mean(ȳ ∘ y))/√(σ² + ε). Moments are summed in
/// Float64, in the order of the elements, so a sample's result does not depend on its batch.</para>
/// <para>Shapes: any; on NHWC the axes [1, 2, 3] give layer normalization, [1, 2] instance normalization. A NaN or ∞ makes its
/// group NaN. Source: Ba et al., "Layer Normalization", 2016; notes, lines 1985-2001.</para>
/// </remarks>
public sealed record Standardize(Axes Axes, double Epsilon = 1e-5) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        TensorType input = Expect.Unary(this, inputs);
        Expect.Finite(this, "ε", Epsilon);
        if (Epsilon <= 0)
        {
            throw new ShapeException($"{Name} needs an ε above 0, but got {Epsilon}.");
        }

        if (Axes.Count == 0)
        {
            throw new ShapeException($"{Name} needs at least one axis over which to take the moments of {input}.");
        }

        Expect.AxisSet(this, input, Axes);
        return input;
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor x = call.Inputs[0];
        Tensor y = call.Output;
        Mean mean = new() { Axes = Axes, KeepAxes = true };
        Tensor centered = x - mean.Apply(x);
        Tensor epsilon = x.Element == ElementType.Float64 ? Tensor.Scalar(Epsilon) : Tensor.Scalar((float)Epsilon);
        Tensor deviation = new Sqrt().Apply(mean.Apply(centered * centered) + epsilon);
        Tensor inner = upstream - mean.Apply(upstream) - (y * mean.Apply(upstream * y));
        return [new Divide().Apply(inner, deviation)];
    }

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(output.Shape.Count, 4L * output.Shape.Count);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        BroadcastWalk walk = Reduction.Walk(this, call, Axes);
        Moments moments = MomentsOf(call);
        for (int i = 0; i < x.Length; i++)
        {
            moments.Means[GroupOf(in walk, i)] += double.CreateTruncating(x[i]);
        }

        moments.FinishMeans();
        for (int i = 0; i < x.Length; i++)
        {
            int group = GroupOf(in walk, i);
            double centered = double.CreateTruncating(x[i]) - moments.Means[group];
            moments.Factors[group] += centered * centered;
        }

        moments.FinishFactors(Epsilon);
        for (int i = 0; i < x.Length; i++)
        {
            int group = GroupOf(in walk, i);
            y[i] = T.CreateTruncating((double.CreateTruncating(x[i]) - moments.Means[group]) * moments.Factors[group]);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        BroadcastWalk walk = Reduction.Walk(this, call, Axes);
        Moments moments = MomentsOf(call);
        bool isWhole = walk.StepA == 0;
        if (walk.Run == 0)
        {
            return true;
        }

        for (int row = 0; row < walk.Rows; row++)
        {
            (int group, _) = walk.Start(row);
            ReadOnlySpan<float> x = call.In<float>(0).Slice(row * walk.Run, walk.Run);
            if (isWhole)
            {
                moments.Means[group] += MomentKernels.Sum(x);
            }
            else
            {
                MomentKernels.AddEach(x, moments.Means[group..]);
            }
        }

        moments.FinishMeans();
        for (int row = 0; row < walk.Rows; row++)
        {
            (int group, _) = walk.Start(row);
            ReadOnlySpan<float> x = call.In<float>(0).Slice(row * walk.Run, walk.Run);
            if (isWhole)
            {
                moments.Factors[group] += MomentKernels.SumOfSquares(x, moments.Means[group]);
            }
            else
            {
                MomentKernels.AddEachSquare(x, moments.Means[group..], moments.Factors[group..]);
            }
        }

        moments.FinishFactors(Epsilon);
        for (int row = 0; row < walk.Rows; row++)
        {
            (int group, _) = walk.Start(row);
            ReadOnlySpan<float> x = call.In<float>(0).Slice(row * walk.Run, walk.Run);
            Span<float> y = call.Out<float>().Slice(row * walk.Run, walk.Run);
            if (isWhole)
            {
                MomentKernels.Normalize(x, moments.Means[group], moments.Factors[group], y);
            }
            else
            {
                MomentKernels.NormalizeEach(x, moments.Means[group..], moments.Factors[group..], y);
            }
        }

        return true;
    }

    private static int GroupOf(in BroadcastWalk walk, int element)
    {
        (int row, int within) = Math.DivRem(element, walk.Run);
        return walk.Start(row).A + (within * walk.StepA);
    }

    private unsafe Moments MomentsOf(OpCall call)
    {
        int count = Math.Max(Reduction.CountOf(this, call.Output.Type, Axes), 1);
        int groups = call.Output.Count / count;
        double* memory = Scratch.Get<double>(Scratch.Use.Partials, 2L * groups);
        Moments moments = new() { Count = count, Means = new Span<double>(memory, groups), Factors = new Span<double>(memory + groups, groups) };
        moments.Means.Clear();
        moments.Factors.Clear();
        return moments;
    }

    /// <summary>The mean of each group and 1/√(σ² + ε); first the sums that they are made of.</summary>
    private readonly ref struct Moments
    {
        public required int Count { get; init; }

        public required Span<double> Means { get; init; }

        public required Span<double> Factors { get; init; }

        public void FinishMeans()
        {
            foreach (ref double sum in Means)
            {
                sum /= Count;
            }
        }

        public void FinishFactors(double epsilon)
        {
            foreach (ref double sum in Factors)
            {
                sum = 1 / Math.Sqrt((sum / Count) + epsilon);
            }
        }
    }
}
