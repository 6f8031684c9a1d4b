using System.Numerics;
using System.Runtime.CompilerServices;

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
    protected internal override unsafe void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        BroadcastWalk walk = Reduction.Walk(this, call, Axes);
        int count = Math.Max(Reduction.CountOf(this, call.Output.Type, Axes), 1);
        int groups = y.Length / count;
        double* moments = Scratch.Get<double>(Scratch.Use.Partials, 2L * groups);
        Span<double> means = new(moments, groups);
        Span<double> factors = new(moments + groups, groups);
        means.Clear();
        factors.Clear();
        for (int row = 0; row < walk.Rows; row++)
        {
            (int group, _) = walk.Start(row);
            AddRun(x.Slice(row * walk.Run, walk.Run), means[group..], walk.StepA);
        }

        foreach (ref double sum in means)
        {
            sum /= count;
        }

        for (int row = 0; row < walk.Rows; row++)
        {
            (int group, _) = walk.Start(row);
            AddSquares(x.Slice(row * walk.Run, walk.Run), means[group..], factors[group..], walk.StepA);
        }

        foreach (ref double sum in factors)
        {
            sum = 1 / Math.Sqrt((sum / count) + Epsilon);
        }

        for (int row = 0; row < walk.Rows; row++)
        {
            (int group, _) = walk.Start(row);
            Normalize(x.Slice(row * walk.Run, walk.Run), means[group..], factors[group..], y.Slice(row * walk.Run, walk.Run), walk.StepA);
        }
    }

    // A run belongs to one group as a whole (step 0), or each of its elements to the next group (step 1).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRun<T>(ReadOnlySpan<T> run, Span<double> sums, int step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (step == 1)
        {
            for (int i = 0; i < run.Length; i++)
            {
                sums[i] += double.CreateTruncating(run[i]);
            }

            return;
        }

        double sum = 0;
        foreach (T value in run)
        {
            sum += double.CreateTruncating(value);
        }

        Add(sums, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquares<T>(ReadOnlySpan<T> run, ReadOnlySpan<double> means, Span<double> sums, int step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (step == 1)
        {
            for (int i = 0; i < run.Length; i++)
            {
                double centered = double.CreateTruncating(run[i]) - means[i];
                sums[i] += centered * centered;
            }

            return;
        }

        double sum = 0;
        double mean = means.IsEmpty ? 0 : means[0];
        foreach (T value in run)
        {
            double centered = double.CreateTruncating(value) - mean;
            sum += centered * centered;
        }

        Add(sums, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Normalize<T>(ReadOnlySpan<T> x, ReadOnlySpan<double> means, ReadOnlySpan<double> factors, Span<T> y, int step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (step == 1)
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = T.CreateTruncating((double.CreateTruncating(x[i]) - means[i]) * factors[i]);
            }

            return;
        }

        double mean = means.IsEmpty ? 0 : means[0];
        double factor = factors.IsEmpty ? 0 : factors[0];
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = T.CreateTruncating((double.CreateTruncating(x[i]) - mean) * factor);
        }
    }

    private static void Add(Span<double> sums, double sum)
    {
        if (!sums.IsEmpty)
        {
            sums[0] += sum;
        }
    }
}
