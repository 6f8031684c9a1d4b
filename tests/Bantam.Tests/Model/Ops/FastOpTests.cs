using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Fast kernels of single ops against their references: on every vector width, on 1, 2 and 4 threads, over odd sizes.</summary>
[Collection(nameof(KernelCollection))]
public sealed class FastOpTests
{
    private static readonly float[] s_special =
    [
        0, -0f, 1, -1, 3, -3, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 1e-40f, 1.17549435e-38f,
        float.MaxValue, float.MinValue, 1.41421354f, 0.70710677f, 0.99999994f, 1.0000001f, -1e-10f, 1e-10f, -0.3465f, -0.3467f, 88.8f, -104.5f,
    ];

    /// <summary>Each op with the units in the last place that its documentation allows.</summary>
    private static readonly (Op Op, double Units)[] s_curves =
    [
        (new Sigmoid(), 3), (new Elu(), 4), (new Elu(0.7), 5), (new EluSlope(0.7), 3), (new HardSwishSlope(), 2), (new Log(), 2),
        (new Sqrt(), 0.5), (new Sign(), 0), (new Power(1), 0), (new Power(2), 0.5), (new Power(-1), 0.5),
    ];

    public static TheoryData<int> Curves { get; } = [.. Enumerable.Range(0, s_curves.Length)];

    [Theory, MemberData(nameof(Curves))]
    public void Curves_keep_their_stated_error_on_every_width(int index)
    {
        (Op op, double units) = s_curves[index];
        RandomStream random = new(41, "curves");
        float[] x = [.. Enumerable.Range(0, 20_000).Select(i => random.Uniform(-1, 1) * MathF.Pow(10, (i % 9) - 6)), .. s_special];
        x = op is Log or Sqrt ? [.. x.Select(MathF.Abs)] : x;
        float[] y = Everywhere(op, Tensor.From<float>([x.Length], x));
        double[] exact = op.Apply(SampleTensors.ToFloat64(Tensor.From<float>([x.Length], x))).ToArray<double>();
        for (int i = 0; i < x.Length; i++)
        {
            float nearest = (float)exact[i];
            if (!float.IsFinite(nearest) || !float.IsFinite(y[i]))
            {
                Assert.True(nearest.Equals(y[i]), $"{op} of {x[i]:R} is {nearest:R}, but got {y[i]:R}.");
                continue;
            }

            double unit = Math.Max(MathF.BitIncrement(MathF.Abs(nearest)) - MathF.Abs(nearest), 1.2e-38);
            Assert.True(Math.Abs(y[i] - exact[i]) <= (units + 1e-6) * unit, $"{op} of {x[i]:R} is {exact[i]:R}, but got {y[i]:R}.");
        }
    }

    [Fact]
    public void Logarithms_and_roots_of_negative_numbers_are_NaN()
    {
        Tensor x = Tensor.From<float>([5], [-1, -1e-40f, -1e30f, float.NegativeInfinity, float.NaN]);
        Assert.All(Everywhere(new Log(), x), y => Assert.True(float.IsNaN(y)));
        Assert.All(Everywhere(new Sqrt(), x), y => Assert.True(float.IsNaN(y)));
    }

    [Fact]
    public void Every_length_up_to_67_gives_the_results_of_single_elements()
    {
        RandomStream random = new(42, "tails");
        float[] x = KernelRuns.Values(random, 67)[..67];
        foreach ((Op op, _) in s_curves)
        {
            float[] single = [.. x.Select(value => op.Apply(Tensor.From<float>([1], [value])).ToArray<float>()[0])];
            for (int length = 1; length <= x.Length; length++)
            {
                Assert.Equal(single[..length], Everywhere(op, Tensor.From<float>([length], x.AsSpan(0, length))));
            }
        }
    }

    public static TheoryData<int, int> Rows { get; } = new() { { 1, 1 }, { 3, 2 }, { 700, 10 }, { 5, 31 }, { 5, 33 }, { 4, 67 }, { 3, 1000 } };

    [Theory, MemberData(nameof(Rows))]
    public void Logarithms_of_softmax_and_its_gradient_are_within_a_millionth(int rows, int columns)
    {
        Tensor x = Random([rows, columns], 90);
        AssertNear(new LogSoftmax(), 2e-6, x);
        AssertNear(new SoftmaxGradient(), 2e-6, x.Softmax(), Random([rows, columns], 1));
    }

    [Theory, MemberData(nameof(Rows))]
    public void Maxima_and_their_positions_are_exact_with_NaN_too(int rows, int columns)
    {
        Tensor x = Random([rows, columns], 1);
        AssertExact(new Max { Axes = [-1] }, x);
        AssertExact(new Max { Axes = [0] }, x);
        AssertExact(new ArgMax(), x);
        x.Span<float>()[(rows / 2 * columns) + (columns / 2)] = float.NaN;
        x.Span<float>()[^1] = float.NaN;
        AssertExact(new Max { Axes = [-1] }, x);
        AssertExact(new Max { Axes = [0] }, x);
        AssertExact(new ArgMax(), x);
    }

    [Fact]
    public void The_first_of_equal_elements_is_the_largest_whatever_the_sign_of_its_zero()
    {
        float[] x = new float[40];
        x[0] = -1;
        x[7] = -0f;
        x.AsSpan(1, 6).Fill(-2);
        Assert.Equal([7], Everywhere(new ArgMax(), Tensor.From<float>([1, 40], x)));
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 3, 5, 7)]
    [InlineData(3, 4, 4, 16)]
    [InlineData(2, 5, 3, 33)]
    [InlineData(1, 9, 9, 67)]
    public void Moments_pools_and_broadcasts_of_images_agree_with_the_reference(int images, int height, int width, int channels)
    {
        Tensor x = Random([images, height, width, channels], 3);
        AssertNear(new Standardize([1, 2, 3]), 1e-5, x);
        AssertNear(new Standardize([1, 2]), 1e-5, x);
        AssertNear(new Standardize([3]), 1e-5, x);
        AssertNear(new Sum { Axes = [1, 2] }, 2e-5, x);
        AssertExact(new Max { Axes = [1, 2] }, x);
        AssertExact(new Add(), x, Random([channels], 1));
        AssertExact(new Multiply(), x, Random([images, 1, 1, channels], 1));
        AssertExact(new Subtract(), x, Random([images, height, width, 1], 1));
        AveragePool pool = new() { Kernel = new Size2d(Math.Min(3, height), Math.Min(2, width)), Stride = new Size2d(2, 1) };
        AssertExact(pool, x);
        AssertExact(new AveragePoolGradient(pool, x.Shape), Random(pool.Infer([x.Type]).Shape, 1));
    }

    [Fact]
    public void Padded_windows_average_what_exists()
    {
        AveragePool pool = new() { Kernel = 3, Stride = 2, Padding = Padding.Same };
        Tensor x = Random([2, 5, 7, 19], 1);
        AssertExact(pool, x);
        AssertExact(new AveragePoolGradient(pool, x.Shape), Random(pool.Infer([x.Type]).Shape, 1));
    }

    [Fact]
    public void Views_with_any_order_of_axes_are_copied_right()
    {
        Axes[] orders = [[0, 2, 1], [0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]];
        foreach (Shape shape in (Shape[])[[1, 1, 1], [3, 5, 7], [2, 16, 16], [2, 17, 33], [1, 64, 20], [4, 1, 9], [4, 9, 1], [2, 0, 3]])
        {
            Tensor x = Random(shape, 1);
            foreach (Axes order in orders)
            {
                Tensor view = new Permute(order).Apply(x);
                float[] expected = [.. from a in Enumerable.Range(0, view.Shape[0]) from b in Enumerable.Range(0, view.Shape[1]) from c in Enumerable.Range(0, view.Shape[2]) select view.At<float>(a, b, c)];
                Assert.Equal(expected, KernelRuns.SameEverywhere(expected.Length, y => view.ToArray<float>().CopyTo(y)));
                Assert.Equal(expected, Everywhere(new Contiguous(), view));
            }
        }
    }

    [Fact]
    public void Images_change_between_channels_last_and_channels_first_and_back()
    {
        Tensor x = Random([3, 5, 4, 18], 1);
        Tensor first = new Permute([0, 3, 1, 2]).Apply(x).Contiguous();
        Assert.Equal(x.At<float>(2, 4, 1, 17), first.At<float>(2, 17, 4, 1));
        Assert.Equal(x.ToArray<float>(), new Permute([0, 2, 3, 1]).Apply(first).ToArray<float>());
    }

    private static Tensor Random(Shape shape, float size)
    {
        RandomStream random = new(43, shape.ToString());
        return Tensor.From<float>(shape, [.. Enumerable.Range(0, shape.Count).Select(_ => random.Uniform(-size, size))]);
    }

    private static float[] Everywhere(Op op, params Tensor[] inputs)
    {
        Tensor output = Tensor.Zeros(op.Infer([.. inputs.Select(input => input.Type)]));
        return KernelRuns.SameEverywhere(output.Count, y =>
        {
            output.Span<float>().Fill(float.NaN);
            op.Run(new OpCall(op, inputs, output));
            output.Span<float>().CopyTo(y);
        });
    }

    private static void AssertExact(Op op, params Tensor[] inputs)
    {
        Tensor output = Tensor.Zeros(op.Infer([.. inputs.Select(input => input.Type)]));
        op.Compute<float>(new OpCall(op, inputs, output));
        Assert.Equal(output.ToArray<float>(), Everywhere(op, inputs));
    }

    private static void AssertNear(Op op, double tolerance, params Tensor[] inputs)
    {
        double[] exact = op.Apply([.. inputs.Select(SampleTensors.ToFloat64)]).ToArray<double>();
        float[] fast = Everywhere(op, inputs);
        for (int i = 0; i < fast.Length; i++)
        {
            double allowed = tolerance * Math.Max(1, Math.Abs(exact[i]));
            Assert.InRange(fast[i], exact[i] - allowed, exact[i] + allowed);
        }
    }
}
